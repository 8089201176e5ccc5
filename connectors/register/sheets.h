#pragma once
// A file of rows, whatever its format: sheets of rows of cells. A document is opened from a file that nobody changes
// any more, and read forwards: no reader holds more of it than a row and what its format needs (shared strings,
// styles), so that memory is bounded by Limits whatever the file. One document and its readers belong to one thread.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::connectors::registers {

enum class CellKind : std::uint8_t {
  empty,      ///< nothing is there; a text of no characters is `text`
  text,       ///< as written, spaces too
  number,     ///< "1234.5", "-1e-7": a decimal point, no thousands; the digits that the file has
  date,       ///< "2024-05-31"
  time,       ///< "08:30:00", with fractions where there are some
  timestamp,  ///< "2024-05-31T08:30:00"
  boolean,    ///< "true", "false"
  error,      ///< "#N/A", "#DIV/0!": what a spreadsheet shows in place of a value
};

/// Its text is UTF-8 and lives until its reader's next row.
struct Cell {
  CellKind kind = CellKind::empty;
  std::string_view text;
};

struct Row {
  std::int64_t number = 0;  ///< from 1, as Excel and editors show it: of a record over several lines, its first line
  std::span<const Cell> cells;  ///< from the first column; empty ones at the end may be missing
  /// Empty, or the code of what is wrong with the row as a row: "csv.quote". Its cells are what could be read of it.
  std::string_view flaw;
};

class RowReader {
 public:
  virtual ~RowReader() = default;
  /// The next row in the file's order, blank ones included where the format has them; nothing at the end. After an
  /// error no more rows come. Errors: data class, with the format's own code and the row; class cancelled never.
  [[nodiscard]] virtual core::Result<std::optional<Row>> next() = 0;
};

struct Sheet {
  std::string name;  ///< empty where a format has one table without a name
  bool hidden = false;
};

/// Cells that are one: first and last row and column, rows from 1, columns from 0.
struct MergedCells {
  std::int64_t first_row = 0, last_row = 0;
  std::int32_t first_column = 0, last_column = 0;
};

/// A text of a file that is in no cell, and where, Swedish: "formler och länkar". An error ends the reading.
using SeeOtherText = std::function<core::Result<>(std::string_view place, std::string_view text)>;

class Document {
 public:
  virtual ~Document() = default;
  [[nodiscard]] virtual const std::vector<Sheet>& sheets() const = 0;
  /// Reads a sheet from its first row; several readers of one document may not be used at the same time.
  [[nodiscard]] virtual core::Result<std::unique_ptr<RowReader>> open(std::size_t sheet) = 0;
  /// By first row, of the sheet. Costs a reading of it where the format says it last (XLSX).
  [[nodiscard]] virtual core::Result<std::vector<MergedCells>> merged(std::size_t /*sheet*/) {
    return std::vector<MergedCells>{};
  }
  /// The texts that are in no cell but in the file, which is kept as a whole: formulas, comments, properties,
  /// attributes. Those of a format that has some; a reading of it. Errors: as of open().
  [[nodiscard]] virtual core::Result<> other_texts(const SeeOtherText& /*see*/) { return {}; }
  /// What was recognised, Swedish, for people: "CSV, UTF-8, semikolon, citattecken".
  [[nodiscard]] virtual std::string recognised() const = 0;
};

/// "A" for 0, "AB" for 27: as Excel shows a column.
[[nodiscard]] std::string column_letters(std::int64_t column);

}  // namespace sluss::connectors::registers
