#pragma once
// Rows that a parser has made and nobody has read yet: a block of a file may hold many. Memory: the rows in it, each at
// most most_row_bytes. One thread.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/sheets.h"

namespace sluss::connectors::registers {

class RowQueue {
 public:
  /// A cell of the row that is being made. In any order; a column has at most one.
  void put(std::int64_t column, CellKind kind, std::string_view text);
  /// Bytes of the row that is being made.
  [[nodiscard]] std::int64_t bytes() const { return static_cast<std::int64_t>(making_.bytes.size()); }
  /// The row is made, also one without cells.
  void end_row(std::int64_t number);
  /// Its cells live until the next pop(). False: there is none.
  [[nodiscard]] bool pop(Row& row);

 private:
  struct Field {
    std::int64_t column = 0;
    CellKind kind = CellKind::empty;
    std::size_t at = 0;
    std::size_t size = 0;
  };
  struct Made {
    std::int64_t number = 0;
    std::string bytes;
    std::vector<Field> fields;
  };

  Made making_;
  Made read_;
  std::deque<Made> rows_;
  std::vector<Cell> cells_;
};

/// Gives the rows of a queue, and has it filled when there are none. Rows that were made before an error come before
/// the error.
class QueuedRows : public RowReader {
 public:
  core::Result<std::optional<Row>> next() final;

 private:
  [[nodiscard]] virtual RowQueue& queue() = 0;
  /// Feeds the parser a block of the file. False: no more rows will be made.
  [[nodiscard]] virtual core::Result<bool> fill() = 0;

  bool ended_ = false;
  std::optional<core::Error> error_;
};

}  // namespace sluss::connectors::registers
