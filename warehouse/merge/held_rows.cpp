#include "warehouse/merge/held_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "core/text.h"

namespace sluss::warehouse::merge {

namespace {

/// From columns area_id, ou_id, period, period_kind, gender, beginning at `first`. Nothing when the area or the unit
/// has no key. Errors: those of kind_of() and gender_of().
core::Result<std::optional<FactKey>> read_key(const Keys& keys, std::uint32_t indicator, const TextRow& row,
                                              std::size_t first) {
  const auto kind = SLUSS_TRY(kind_of(row[first + 3]));
  const auto gender = SLUSS_TRY(gender_of(row[first + 4]));
  const auto area = keys.areas.find(row[first].value_or(""));
  const auto unit = row[first + 1] ? keys.units.find(*row[first + 1]) : std::optional<std::uint32_t>(0);
  if (!area || !unit) return std::optional<FactKey>();
  return make_key(indicator, *area, *unit, static_cast<std::int32_t>(core::whole_number(row[first + 2])),
                  static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(gender));
}

/// `meaning`: what the code is, if it is one. Another value in its place would be another figure.
template <class T>
core::Result<T> known(std::optional<T> meaning, std::string_view what, const std::optional<std::string>& code) {
  constexpr std::size_t most_shown = 40;
  if (meaning) return *meaning;
  const auto shown = core::shortened(core::one_line(code.value_or("")), most_shown);
  return core::fail(
      core::ErrorClass::storage, "warehouse.unknown_code",
      fmt::format("a held or discarded row has an unknown {}: \"{}\"", what, shown),
      "Use the sluss that wrote it, or a newer one; else rebuild the warehouse: `sluss doctor --rebuild`.");
}

template <class T>
void put(core::Column& column, bool has, const T& value) {
  if (has) {
    column.append<T>(value);
  } else {
    column.append_null();
  }
}

/// value, count, status and, in a column of its own, bound of one side; NULL when there is none.
template <class T>
void put_content(core::Batch& batch, std::size_t first, std::size_t bound, const T* side) {
  put<double>(batch[first], side != nullptr && side->has_value, side != nullptr ? side->value : 0);
  put<std::int32_t>(batch[first + 1], side != nullptr && side->has_count, side != nullptr ? side->count : 0);
  if (side != nullptr) {
    batch[first + 2].append_text(core::name_of(side->status));
    batch[bound].append_text(core::name_of(bound_of(*side)));
  } else {
    batch[first + 2].append_null();
    batch[bound].append_null();
  }
}

}  // namespace

const core::Schema& held_schema() {
  using core::Type;
  static const core::Schema schema{
      {"run_id", Type::int64},    {"series", Type::text},       {"gate", Type::text},
      {"kind", Type::text},       {"indicator_id", Type::text}, {"area_id", Type::text},
      {"ou_id", Type::text},      {"period", Type::int32},      {"period_kind", Type::text},
      {"gender", Type::text},     {"old_value", Type::float64}, {"old_count", Type::int32},
      {"old_status", Type::text}, {"value", Type::float64},     {"count", Type::int32},
      {"status", Type::text},     {"raw_run_id", Type::int64},  {"raw_index", Type::int32},
      {"position", Type::int32},  {"old_bound", Type::text},    {"bound", Type::text}};
  return schema;
}

core::Result<core::Gender> gender_of(const std::optional<std::string>& code) {
  return known(core::gender_of(code.value_or("")), "gender", code);
}

core::Result<core::PeriodKind> kind_of(const std::optional<std::string>& name) {
  return known(core::period_kind(name.value_or("")), "kind of period", name);
}

bool is_gone(const std::optional<std::string>& change_kind) {
  return change_kind == name_of(ChangeKind::deleted) || change_kind == name_of(ChangeKind::absent);
}

template <class T>
core::Result<> read_content(T& target, const TextRow& row, std::size_t first) {
  target.has_value = row[first].has_value();
  if (row[first]) target.value = std::strtod(row[first]->c_str(), nullptr);
  target.has_count = row[first + 1].has_value();
  target.count = static_cast<std::int32_t>(core::whole_number(row[first + 1]));
  target.status = SLUSS_TRY(known(core::fact_status(row[first + 2].value_or("")), "status", row[first + 2]));
  target.bound = SLUSS_TRY(known(core::fact_bound(row[first + 3].value_or("")), "bound", row[first + 3]));
  return {};
}

template core::Result<> read_content(core::Fact&, const TextRow&, std::size_t);
template core::Result<> read_content(DiscardedRow&, const TextRow&, std::size_t);

core::Result<HeldRows> HeldRows::open(FactStore& store, const Keys& keys, core::RunId run) {
  HeldRows held(store, keys, run);
  const auto waiting = SLUSS_TRY(store.waiting_series());
  for (const auto& row : waiting)
    held.waiting_[row[0].value_or("")] = {
        .run = core::whole_number(row[1]), .gate = row[2].value_or(""), .only_unmet = row[3] == "true"};
  const auto discarded = SLUSS_TRY(store.discarded_series());
  held.discarded_.insert(discarded.begin(), discarded.end());
  return held;
}

core::Result<WaitingSeries> HeldRows::waiting(const std::string& series) {
  SLUSS_TRY(finish());
  WaitingSeries waiting = waiting_.at(series);
  const auto indicator = keys_.indicators.find(series);
  const auto rows = SLUSS_TRY(store_.waiting_rows(series, waiting.run));
  for (const auto& row : rows) {
    // An area or a unit without a key was never merged: it cannot be loaded again either, and stays waiting.
    const auto key = SLUSS_TRY(read_key(keys_, indicator.value_or(0), row, 1));
    waiting.rows.push_back({key.value_or(FactKey{}), core::whole_number(row[0])});
  }
  std::ranges::sort(waiting.rows, {}, &WaitingSeries::Row::key);
  return waiting;
}

core::Result<std::vector<DiscardedRow>> HeldRows::discarded(const std::string& series) {
  std::vector<DiscardedRow> all;
  if (!discarded_.contains(series)) return all;
  const auto indicator = keys_.indicators.find(series);
  const auto rows = SLUSS_TRY(store_.discarded_rows(series));
  for (const auto& row : rows) {
    const auto key = SLUSS_TRY(read_key(keys_, indicator.value_or(0), row, 0));
    if (!indicator || !key) continue;
    DiscardedRow one{.key = *key, .gone = is_gone(row[5])};
    if (!one.gone) SLUSS_TRY(read_content(one, row, 6));
    all.push_back(one);
  }
  std::ranges::stable_sort(all, {}, &DiscardedRow::key);
  // Of a key that was discarded more than once, the last decision counts.
  std::vector<DiscardedRow> last;
  for (const auto& one : all) {
    if (!last.empty() && last.back().key == one.key) last.pop_back();
    last.push_back(one);
  }
  return last;
}

core::Result<> HeldRows::mark_replaced(const std::string& series, std::int64_t run) {
  waiting_.erase(series);
  return store_.mark_replaced(series, run);
}

core::Result<> HeldRows::supersede(const std::string& series, const WaitingSeries& waiting,
                                   const std::vector<std::int64_t>& rows) {
  if (!rows.empty()) SLUSS_TRY(store_.drop_waiting(series, waiting.run, rows));
  if (rows.size() == waiting.rows.size()) return mark_replaced(series, waiting.run);
  return {};
}

core::Result<> HeldRows::hold(const HeldSeries& series, const Comparison& comparison) {
  if (const auto earlier = waiting_.find(series.series); earlier != waiting_.end()) {
    SLUSS_TRY(store_.move_waiting(series.series, earlier->second.run, series.gate));
    waiting_.erase(earlier);
  }
  for (const Change& change : comparison.changes) SLUSS_TRY(add_row(series, change));
  return store_.hold_series(series);
}

core::Result<> HeldRows::add_row(const HeldSeries& series, const Change& change) {
  if (!rows_) rows_ = std::make_unique<core::Batch>(held_schema());
  core::Batch& batch = *rows_;
  const FactKey key = change.key();
  batch[0].append<std::int64_t>(run_.value);
  batch[1].append_text(series.series);
  batch[2].append_text(series.gate);
  batch[3].append_text(name_of(change.kind));
  batch[4].append_text(keys_.indicators.text_of(key.indicator()));
  batch[5].append_text(keys_.areas.text_of(key.area()));
  if (key.unit() == 0) {
    batch[6].append_null();
  } else {
    batch[6].append_text(keys_.units.text_of(key.unit()));
  }
  batch[7].append<std::int32_t>(key.period());
  batch[8].append_text(core::name_of(key.kind()));
  batch[9].append_text(core::code_of(key.gender()));
  put_content(batch, 10, 19, change.open);
  put_content(batch, 13, 20, change.opened());
  batch[16].append<std::int64_t>(run_.value);
  batch[17].append<std::int32_t>(change.incoming != nullptr ? static_cast<std::int32_t>(change.incoming->raw) : -1);
  batch[18].append<std::int32_t>(change.incoming != nullptr ? static_cast<std::int32_t>(change.incoming->position)
                                                            : -1);
  return batch.full() ? finish() : core::Result<>();
}

core::Result<> HeldRows::finish() {
  if (!rows_ || rows_->rows() == 0) return {};
  SLUSS_TRY(store_.hold_rows(*rows_));
  rows_->clear();
  return {};
}

}  // namespace sluss::warehouse::merge
