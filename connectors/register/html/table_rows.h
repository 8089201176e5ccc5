#pragma once
// Inside the reader of pages: the rows of one of a page's tables. Memory: the rows of a block, what spans from rows
// above, and where they are wanted the merged ranges, at most 1,000,000.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/html/markup.h"
#include "connectors/register/html/shown_text.h"
#include "connectors/register/limits.h"
#include "connectors/register/row_queue.h"
#include "connectors/register/sheets.h"
#include "core/error.h"

namespace sluss::connectors::registers::html {

class TableRows final : public Events {
 public:
  /// `table` counts those of the page from 0. `keep_merged`: its ranges are wanted, and not its rows.
  TableRows(std::size_t table, const Limits& limits, std::filesystem::path path, bool keep_merged);

  void start(std::string_view element, const Attributes& attributes) override;
  void end(std::string_view element) override;
  void text(std::string_view text) override;
  void lost_character(std::int64_t line) override;

  [[nodiscard]] RowQueue& rows() { return rows_; }
  /// The table has ended, or an error did.
  [[nodiscard]] bool done() const { return done_ || error_.has_value(); }
  [[nodiscard]] const std::optional<core::Error>& error() const { return error_; }
  /// Columns that were passed over because a cell above covers them: what a table costs beyond its bytes.
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  /// By first row and column; once it is done.
  [[nodiscard]] std::vector<MergedCells> merged();

 private:
  void start_row();
  void end_row();
  void end_group();
  void start_cell(const Attributes& attributes);
  void end_cell();
  void pass_covered();
  void merge(std::int64_t width, std::int64_t height);
  void put_cell();
  [[nodiscard]] bool covered(std::int64_t column) const;
  [[nodiscard]] core::Place place() const;

  std::size_t table_;
  Limits limits_;
  std::filesystem::path path_;
  bool keep_merged_;
  std::size_t seen_ = 0;  ///< tables that began
  bool inside_ = false;   ///< it has begun
  int nested_ = 0;        ///< tables that are open inside it
  int unseen_ = 0;
  bool in_row_ = false;
  bool in_cell_ = false;
  std::int64_t row_ = 0;
  std::int64_t column_ = 0;            ///< of the cell, or of the next one
  std::int64_t next_ = 0;              ///< behind the cell
  std::vector<std::int64_t> covered_;  ///< by column: the last row that a cell over several rows reaches
  std::int64_t cells_ = 0;
  std::int64_t steps_ = 0;
  std::vector<MergedCells> merged_;
  std::size_t group_merged_ = 0;  ///< the first of them in this group of rows
  ShownText cell_;
  RowQueue rows_;
  bool done_ = false;
  std::optional<core::Error> error_;
};

}  // namespace sluss::connectors::registers::html
