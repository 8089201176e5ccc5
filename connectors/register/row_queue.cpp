#include "connectors/register/row_queue.h"

#include <algorithm>
#include <utility>

namespace sluss::connectors::registers {

void RowQueue::put(std::int64_t column, CellKind kind, std::string_view text) {
  making_.fields.push_back({.column = column, .kind = kind, .at = making_.bytes.size(), .size = text.size()});
  making_.bytes += text;
}

void RowQueue::end_row(std::int64_t number) {
  making_.number = number;
  rows_.push_back(std::exchange(making_, {}));
}

bool RowQueue::pop(Row& row) {
  if (rows_.empty()) return false;
  read_ = std::move(rows_.front());
  rows_.pop_front();
  std::int64_t columns = 0;
  for (const auto& field : read_.fields) columns = std::max(columns, field.column + 1);
  cells_.assign(static_cast<std::size_t>(columns), Cell{});
  for (const auto& field : read_.fields) {
    cells_[static_cast<std::size_t>(field.column)] = {
        .kind = field.kind, .text = std::string_view(read_.bytes).substr(field.at, field.size)};
  }
  row = {.number = read_.number, .cells = cells_, .flaw = {}};
  return true;
}

core::Result<std::optional<Row>> QueuedRows::next() {
  Row row;
  while (!queue().pop(row)) {
    if (error_) return std::unexpected(*error_);
    if (ended_) return std::nullopt;
    const auto more = fill();
    if (!more) error_ = more.error();
    ended_ = more && !*more;
  }
  return row;
}

}  // namespace sluss::connectors::registers
