#pragma once
// The rows of a text file by a dialect, with what an error of one says. Memory: a row and a block. One thread at a
// time.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/csv/scanner.h"
#include "connectors/register/limits.h"
#include "connectors/register/text/text_file.h"
#include "core/error.h"

namespace sluss::connectors::registers {

inline constexpr std::string_view quote_flaw = "csv.quote";

class TextRows {
 public:
  TextRows(std::filesystem::path path, TextFile file, Dialect dialect, const Limits& limits);

  /// The next row, with its cells until the next call; nothing at the end, and after an error.
  [[nodiscard]] core::Result<std::optional<Row>> next();
  /// Of a row that was read: one of its cells is too many.
  [[nodiscard]] std::unexpected<core::Error> too_many_columns(std::int64_t row) const;

 private:
  [[nodiscard]] core::Result<> refill();
  [[nodiscard]] std::string_view flaw() const;
  [[nodiscard]] std::unexpected<core::Error> too_much(ScanStep step) const;
  [[nodiscard]] core::Place place() const;
  [[nodiscard]] core::Place place_of_column(std::int64_t line, std::int64_t column) const;
  [[nodiscard]] std::unexpected<core::Error> row_too_long(std::int64_t longest) const;

  std::filesystem::path path_;
  TextFile file_;
  bool lines_are_cells_;
  Scanner scanner_;
  Limits limits_;
  std::vector<char> block_;
  std::optional<core::Error> error_;  ///< of the file, once its rows before are read
  std::int64_t line_ = 1;             ///< of the next row
  std::int64_t rows_ = 0;
  bool last_ = false;
  bool done_ = false;
};

/// One sheet without a name, read as a format reads its rows. `read` makes the reader of a file that was opened.
template <class Read>
class TextDocument final : public Document {
 public:
  TextDocument(std::filesystem::path path, Encoding encoding, std::string recognised, Read read)
      : path_(std::move(path)), encoding_(encoding), recognised_(std::move(recognised)), read_(std::move(read)) {}
  [[nodiscard]] const std::vector<Sheet>& sheets() const override { return sheets_; }
  [[nodiscard]] core::Result<std::unique_ptr<RowReader>> open(std::size_t /*sheet*/) override {
    return read_(path_, SLUSS_TRY(TextFile::open(path_, encoding_)));
  }
  [[nodiscard]] std::string recognised() const override { return recognised_; }

 private:
  std::filesystem::path path_;
  Encoding encoding_;
  std::string recognised_;
  Read read_;
  std::vector<Sheet> sheets_ = {Sheet{}};
};

/// "UTF-8", "UTF-8 med BOM".
[[nodiscard]] std::string words_of_encoding(const TextFile& file);

}  // namespace sluss::connectors::registers
