#pragma once
// Cells as values: numbers, marks, dates, periods, words. For mapping/ and suggest/.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/pattern.h"
#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

/// What a cell is: a text, or nothing; or `code`, why it cannot be read.
struct Value {
  std::optional<std::string> text = {};
  std::string_view code = {};
  std::string_view status = {};  ///< of figures
  // Of a figure that is known: nothing, it is both.
  std::optional<std::string> least = {};
  std::optional<std::string> most = {};
  bool marked = false;
};

/// How one column is read.
struct Reading {
  ColumnType type = ColumnType::text;
  bool fraction = false;
  bool exact = false;  ///< of a text: as the file has it, blanks at its ends too
  std::optional<Pattern> pattern;
  std::vector<std::string> true_words;   ///< spellings
  std::vector<std::string> false_words;  ///< spellings
};
[[nodiscard]] Reading reading_of(const TableColumn& column);
[[nodiscard]] Reading reading_of(const Unpivot& unpivot);

class Marks {
 public:
  /// A table's come before the mapping's.
  Marks(const std::vector<Mark>& table, const std::vector<Mark>& mapping);
  /// A number's cell.
  [[nodiscard]] Value figure(const Cell& cell, const Reading& reading) const;
  /// The same for most cells, digits with at most one decimal sign, into a value that has been used before; false: ask
  /// figure().
  [[nodiscard]] bool usual(const Cell& cell, const Reading& reading, Value& value) const;

 private:
  struct Compiled {
    Mark mark;
    Patterns patterns;
  };
  [[nodiscard]] std::optional<Value> marked(std::string_view text, const Reading& reading) const;
  std::vector<Compiled> marks_;
  bool numbers_ = false;  ///< a mark may be a number, as 999
};

/// Whether written_text() is all that the column is.
[[nodiscard]] bool is_as_written(const Reading& reading);
/// The cell's text, which lives as long as the cell's; nothing where there is none.
[[nodiscard]] std::optional<std::string_view> written_text(const Cell& cell, const Reading& reading);

/// Of a column that a file lacks.
[[nodiscard]] Value nothing_of(ColumnType type);
[[nodiscard]] Value read_value(const Cell& cell, const Reading& reading, const Marks& marks);

}  // namespace sluss::connectors::registers
