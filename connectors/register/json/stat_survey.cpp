#include "connectors/register/json/stat_survey.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "connectors/register/over_limit.h"
#include "connectors/register/shown.h"

namespace sluss::connectors::registers::json {
namespace {

constexpr std::int64_t map_entry_bytes = 96;  // of an entry beside its texts, about

std::int64_t whole(CellKind kind, std::string_view text) {
  return kind == CellKind::number ? cell_number(text) : -1;
}

}  // namespace

std::int64_t cell_number(std::string_view key) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
  if (error != std::errc{} || end != key.data() + key.size() || number < 0) return -1;
  // "-0" and "07" are no numbers of cells.
  return key.front() == '-' || (key.size() > 1 && key.front() == '0') ? -1 : number;
}

StatSeries* StatSurvey::series() {
  if (levels_.empty()) return nullptr;
  const auto& member = levels_.front().key;
  return member == "value" ? &draft_.values : member == "status" ? &draft_.statuses : nullptr;
}

core::Result<> StatSurvey::begin(bool array) {
  if (levels_.empty() && array) return refused("json_stat.class", "it is no json-stat2 dataset but an array");
  if (!levels_.empty() && levels_.back().array) ++levels_.back().element;
  if (auto* const cells = series(); cells != nullptr) {
    if (levels_.size() > 1) return refused("json_stat.cells", "a value or a status is an array or an object");
    cells->form = array ? StatSeries::Form::array : StatSeries::Form::object;
    last_cell_ = -1;
  }
  // A dimension without categories is described too.
  if (levels_.size() == 2 && levels_[0].key == "dimension") {
    if (!draft_.dimensions.try_emplace(levels_[1].key).second)
      return refused("json.repeated_key", "a dimension is described twice");
    SLUSS_TRY(keep(levels_[1].key));
  }
  levels_.push_back({.array = array, .key = {}});
  return {};
}

core::Result<> StatSurvey::end() {
  levels_.pop_back();
  return {};
}

core::Result<> StatSurvey::key(std::string_view name) {
  auto& level = levels_.back();
  level.key = name;
  if (levels_.size() == 1 && (members_.size() > 1000 || !members_.emplace(name).second)) {
    return refused("json.repeated_key",
                   fmt::format("the dataset has \"{}\" twice, or more than 1,000 members", shown(name)));
  }
  if (levels_.size() == 1) SLUSS_TRY(keep(name));
  auto* const cells = levels_.size() == 2 ? series() : nullptr;
  if (cells == nullptr) return {};
  const auto number = cell_number(name);
  if (number < 0) return refused("json_stat.cells", "a key of the values or statuses is no cell's number");
  if (number == last_cell_) return refused("json.repeated_key", fmt::format("the cell {} is there twice", number));
  cells->ascending &= number > last_cell_;
  last_cell_ = number;
  return {};
}

core::Result<> StatSurvey::scalar(CellKind kind, std::string_view text) {
  if (levels_.empty()) return refused("json_stat.class", "it is no json-stat2 dataset but a single value");
  if (levels_.back().array) ++levels_.back().element;
  const auto& member = levels_.front().key;
  if (auto* const cells = series(); cells != nullptr) return of_series(*cells, kind, text);
  if (member == "dimension") return of_dimension(kind, text);
  const bool alone = levels_.size() == 1;
  const bool listed = levels_.size() == 2 && levels_[1].array;
  if (member == "size" && listed) {
    if (draft_.sizes.size() > static_cast<std::size_t>(limits_.columns))
      return refused("json_stat.dimension", "`size` has too many dimensions");
    draft_.sizes.push_back(whole(kind, text));
    return {};
  }
  if (kind != CellKind::text) return {};
  if (member == "note" && (alone || listed)) return note(text);
  if (member == "id" && listed) {
    draft_.ids.emplace_back(text);
    return keep(text);
  }
  if (member == "role" && levels_.size() == 3 && levels_[2].array) {
    draft_.roles[levels_[1].key].emplace_back(text);
    SLUSS_TRY(keep(levels_[1].key));
    return keep(text);
  }
  if (!alone) return {};
  if (member == "version") draft_.version = text;
  if (member == "class") draft_.of_class = text;
  if (member == "label") draft_.label = text;
  if (member == "source") draft_.source = text;
  if (member == "updated") draft_.updated = text;
  return keep(text);
}

core::Result<> StatSurvey::of_series(StatSeries& series, CellKind kind, std::string_view text) {
  if (levels_.size() == 1) {
    if (kind == CellKind::empty) return {};
    if (kind != CellKind::text || &series == &draft_.values)
      return refused("json_stat.cells", "`value` is neither an array nor an object, or `status` no text");
    series.form = StatSeries::Form::text;
    series.text = text;
    return {};
  }
  ++series.count;
  if (kind == CellKind::boolean) return refused("json_stat.cells", "a value or a status is true or false");
  return {};
}

core::Result<> StatSurvey::of_dimension(CellKind kind, std::string_view text) {
  if (levels_.size() < 3) return {};
  const bool listed = levels_.back().array;
  const auto& member = levels_[2].key;
  if (member == "note" && kind == CellKind::text && (levels_.size() == 3 || (levels_.size() == 4 && listed)))
    return note(text);
  if (member == "category" && levels_.size() == 5) return of_category(draft_.dimensions[levels_[1].key], kind, text);
  return {};
}

core::Result<> StatSurvey::of_category(StatDimensionDraft& dimension, CellKind kind, std::string_view text) {
  const auto& level = levels_.back();
  if (levels_[3].key == "index") {
    const auto& code = level.array ? std::string(text) : level.key;
    if (level.array && kind != CellKind::text) return refused("json_stat.dimension", "a category's code is no text");
    if (!dimension.positions.try_emplace(code, level.array ? level.element : whole(kind, text)).second)
      return refused("json.repeated_key", "a dimension has a category twice");
    return keep(code);
  }
  if (levels_[3].key != "label" || level.array || kind != CellKind::text) return {};
  if (!dimension.labels.try_emplace(level.key, text).second)
    return refused("json.repeated_key", "a dimension has a category's label twice");
  kept_ += static_cast<std::int64_t>(level.key.size());
  return keep(text);
}

core::Result<> StatSurvey::note(std::string_view text) {
  draft_.notes.emplace_back(text);
  return keep(text);
}

core::Result<> StatSurvey::keep(std::string_view text) {
  kept_ += static_cast<std::int64_t>(text.size()) + map_entry_bytes;
  if (kept_ <= most_row_bytes) return {};
  return over_limit(fmt::format("the dataset's dimensions and notes are longer than {} bytes", most_row_bytes),
                    {.file = path_.string()});
}

std::unexpected<core::Error> StatSurvey::refused(std::string_view code, std::string what) const {
  return stat_error(code, std::move(what), path_);
}

}  // namespace sluss::connectors::registers::json
