#include "connectors/register/json/stat_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "connectors/register/json/stat_survey.h"
#include "connectors/register/over_limit.h"

namespace sluss::connectors::registers::json {

core::Result<> StatCellEvents::begin() {
  ++depth_;
  return {};
}

core::Result<> StatCellEvents::end() {
  --depth_;
  return {};
}

core::Result<> StatCellEvents::key(std::string_view name) {
  if (depth_ == 1) wanted_ = name == member_;
  if (depth_ == 2 && wanted_) next_ = cell_number(name);
  return {};
}

core::Result<> StatCellEvents::scalar(CellKind kind, std::string_view text) {
  if (depth_ != 2 || !wanted_) return {};
  cells.push_back({.number = next_++, .kind = kind, .text = std::string(text)});
  return {};
}

StatCells::StatCells(StatSeries series, std::string_view member, std::int64_t cells, std::filesystem::path path,
                     const Limits& limits)
    : series_(std::move(series)),
      member_(member),
      cells_(cells),
      path_(std::move(path)),
      limits_(limits),
      events_(member) {
  using Form = StatSeries::Form;
  // Of a status for all, in an array of its own, too.
  const bool for_all = series_.form == Form::array && series_.count == 1 && cells_ != 1;
  ended_ = series_.form == Form::none || series_.form == Form::text;
  if (for_all) series_.form = Form::text;
  if (series_.form == Form::text) current_ = {.kind = CellKind::text, .text = series_.text};
  if (for_all) current_.reset();
}

core::Result<bool> StatCells::more() {
  while (events_.cells.empty() && !ended_) {
    if (!feeding_) {
      feeding_ = SLUSS_TRY(Feeding::open(path_, events_, limits_));
      if (!series_.ascending) SLUSS_TRY(sort());
    }
    if (events_.cells.empty() && !ended_) ended_ = !SLUSS_TRY(feeding_->step());
  }
  return !events_.cells.empty();
}

core::Result<> StatCells::sort() {
  std::int64_t bytes = 0;
  std::size_t counted = 0;
  while (SLUSS_TRY(feeding_->step())) {
    for (; counted < events_.cells.size(); ++counted)
      bytes += static_cast<std::int64_t>(sizeof(StatCell) + events_.cells[counted].text.size());
    if (bytes > limits_.shared_strings_bytes) {
      return over_limit(fmt::format("`{}`, whose keys do not ascend, needs more than {} bytes", member_,
                                    limits_.shared_strings_bytes),
                        {.file = path_.string()});
    }
  }
  ended_ = true;
  std::ranges::sort(events_.cells, {}, &StatCell::number);
  const auto twice = std::ranges::adjacent_find(events_.cells, {}, &StatCell::number);
  if (twice == events_.cells.end()) return {};
  return refused("json.repeated_key", fmt::format("the cell {} is there twice", twice->number));
}

core::Result<Cell> StatCells::at(std::int64_t number) {
  const bool for_all = series_.form == StatSeries::Form::text;
  while (!current_ || (!for_all && current_->number < number)) {
    if (!SLUSS_TRY(more())) return Cell{};
    current_ = std::move(events_.cells.front());
    events_.cells.pop_front();
  }
  if (!for_all && current_->number != number) return Cell{};
  return Cell{.kind = current_->kind, .text = current_->text};
}

core::Result<> StatCells::end() {
  if (series_.form != StatSeries::Form::object) return {};
  const bool over = (current_ && current_->number >= cells_) || SLUSS_TRY(more());
  if (!over) return {};
  return refused("json_stat.cells", fmt::format("`{}` has a cell that the dimensions do not have", member_));
}

std::unexpected<core::Error> StatCells::refused(std::string_view code, std::string what) const {
  return stat_error(code, std::move(what), path_);
}

}  // namespace sluss::connectors::registers::json
