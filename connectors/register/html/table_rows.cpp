#include "connectors/register/html/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers::html {
namespace {

constexpr std::int64_t most_colspan = 1000;  // as browsers clamp them
constexpr std::int64_t most_rowspan = 65'534;
constexpr std::int64_t to_group_end = std::numeric_limits<std::int64_t>::max() / 2;
constexpr std::size_t most_merged = 1'000'000;
/// A row of nine bytes may pass over 16,383 columns that cells above cover, for 65,534 rows: so many for each cell, and
/// so many for nothing. Tables that people make have a few.
constexpr std::int64_t steps_of_cell = 100;
constexpr std::int64_t free_steps = 10'000'000;

/// As browsers read a span: digits after blanks and a plus, whatever follows; 1 if there are none.
std::int64_t span_of(std::optional<std::string_view> text, std::int64_t most) {
  if (!text) return 1;
  auto digits = text->substr(std::min(text->size(), text->find_first_not_of(" \t\r\n\f")));
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return 1;
  std::int64_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') break;
    number = std::min(most, number * 10 + (c - '0'));
  }
  return number;
}

bool is_group(std::string_view element) {
  return element == "thead" || element == "tbody" || element == "tfoot";
}

bool is_cell(std::string_view element) {
  return element == "td" || element == "th";
}

}  // namespace

TableRows::TableRows(std::size_t table, const Limits& limits, std::filesystem::path path, bool keep_merged)
    : table_(table), limits_(limits), path_(std::move(path)), keep_merged_(keep_merged) {}

void TableRows::start(std::string_view element, const Attributes& attributes) {
  if (done()) return;
  if (is_unseen(element)) ++unseen_;
  if (element == "table") {
    if (inside_) {
      ++nested_;
      cell_.start(element, attributes);
    }
    inside_ |= seen_++ == table_;
    return;
  }
  if (!inside_ || nested_ > 0) return;
  if (is_group(element)) {
    end_group();
  } else if (element == "tr") {
    end_row();
    start_row();
  } else if (is_cell(element)) {
    start_cell(attributes);
  } else if (in_cell_) {
    cell_.start(element, attributes);
  }
}

void TableRows::end(std::string_view element) {
  if (done()) return;
  if (is_unseen(element)) --unseen_;
  if (!inside_) return;
  if (element == "table" && nested_ > 0) {
    --nested_;
    cell_.end(element);
    return;
  }
  if (nested_ > 0) return;
  if (element == "table") {
    end_group();
    done_ = true;
  } else if (is_group(element)) {
    end_group();
  } else if (element == "tr") {
    end_row();
  } else if (is_cell(element)) {
    end_cell();
  } else if (in_cell_) {
    cell_.end(element);
  }
}

void TableRows::text(std::string_view text) {
  if (done() || !in_cell_ || nested_ > 0 || unseen_ > 0) return;
  cell_.text(text);
  if (static_cast<std::int64_t>(cell_.shown().size()) > limits_.cell_bytes)
    error_ = over_limit(fmt::format("a cell is longer than {} bytes", limits_.cell_bytes), place()).error();
}

void TableRows::lost_character(std::int64_t line) {
  if (done() || !in_cell_ || nested_ > 0 || unseen_ > 0) return;
  error_ =
      core::Error{.code = "html.character",
                  .error_class = core::ErrorClass::data,
                  .what = fmt::format("the cell has a character that no page may have, in the file's line {}", line),
                  .remedy = "Remove the character, or save the page again from a browser.",
                  .place = place()};
}

void TableRows::start_row() {
  in_row_ = true;
  column_ = next_ = 0;
  ++row_;
  if (row_ > limits_.rows)
    error_ = over_limit(fmt::format("the table has more than {} rows", limits_.rows), place()).error();
}

void TableRows::end_row() {
  end_cell();
  if (!in_row_ || error_) return;
  in_row_ = false;
  if (!keep_merged_) rows_.end_row(row_);
}

/// No cell reaches from one group of rows into the next, nor below the table.
void TableRows::end_group() {
  end_row();
  covered_.clear();
  for (; group_merged_ < merged_.size(); ++group_merged_)
    merged_[group_merged_].last_row = std::min(merged_[group_merged_].last_row, row_);
}

bool TableRows::covered(std::int64_t column) const {
  const auto at = static_cast<std::size_t>(column);
  return at < covered_.size() && covered_[at] >= row_;
}

void TableRows::pass_covered() {
  for (; covered(column_); ++column_) ++steps_;
  if (steps_ <= free_steps + steps_of_cell * ++cells_) return;
  error_ =
      over_limit(fmt::format("the table's {} cells pass over {} columns that cells above them cover", cells_, steps_),
                 place())
          .error();
}

void TableRows::start_cell(const Attributes& attributes) {
  end_cell();
  if (!in_row_) start_row();
  if (error_) return;
  column_ = next_;
  pass_covered();
  if (error_) return;
  const auto wide = std::max<std::int64_t>(1, span_of(attributes.get("colspan"), most_colspan));
  const auto high = span_of(attributes.get("rowspan"), most_rowspan);
  next_ = column_ + wide;
  if (next_ > limits_.columns) {
    error_ = over_limit(fmt::format("the row has more than {} columns", limits_.columns), place()).error();
    return;
  }
  in_cell_ = true;
  cell_.clear();
  // Where a cell above is in the way, both would be shown over one another: this one ends before it.
  std::int64_t width = 1;
  while (width < wide && !covered(column_ + width)) ++width;
  merge(width, high == 0 ? to_group_end : high);
}

void TableRows::merge(std::int64_t width, std::int64_t height) {
  if (height > 1) {
    const auto end = static_cast<std::size_t>(column_ + width);
    covered_.resize(std::max(covered_.size(), end));
    // This row's next cell is behind it, so that only the rows below meet it.
    std::fill(covered_.begin() + column_, covered_.begin() + column_ + width, row_ + height - 1);
  }
  if (!keep_merged_ || (width == 1 && height == 1)) return;
  if (merged_.size() >= most_merged) {
    error_ =
        over_limit(fmt::format("the table has more than {} cells over several columns or rows", most_merged), place())
            .error();
    return;
  }
  merged_.push_back({.first_row = row_,
                     .last_row = row_ + height - 1,
                     .first_column = static_cast<std::int32_t>(column_),
                     .last_column = static_cast<std::int32_t>(column_ + width - 1)});
}

void TableRows::end_cell() {
  if (!in_cell_) return;
  in_cell_ = false;
  if (!error_ && !keep_merged_) put_cell();
}

void TableRows::put_cell() {
  const auto& text = cell_.shown();
  if (text.empty()) return;
  if (rows_.bytes() + static_cast<std::int64_t>(text.size()) > most_row_bytes) {
    error_ = over_limit(fmt::format("the row is longer than {} bytes", most_row_bytes), place()).error();
    return;
  }
  rows_.put(column_, CellKind::text, text);
}

core::Place TableRows::place() const {
  const auto column = std::min(column_, limits_.columns);
  return {.file = path_.string(), .line = row_, .column = column + 1, .field = column_letters(column)};
}

std::vector<MergedCells> TableRows::merged() {
  std::erase_if(merged_, [](const MergedCells& cells) {
    return cells.first_row == cells.last_row && cells.first_column == cells.last_column;
  });
  return std::move(merged_);
}

}  // namespace sluss::connectors::registers::html
