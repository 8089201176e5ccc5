#include "warehouse/duckdb/held.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "core/text.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

using core::sql_text;
using core::duckdb::TextRow;

namespace {

std::int64_t integer(const std::optional<std::string>& text) {
  std::int64_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

core::Gender gender_of(const std::optional<std::string>& code) {
  for (const auto gender : {core::Gender::women, core::Gender::men}) {
    if (code == core::code_of(gender)) return gender;
  }
  return core::Gender::total;
}

core::PeriodKind kind_of(const std::optional<std::string>& name) {
  return core::period_kind(name.value_or("")).value_or(core::PeriodKind::year);
}

/// From columns area_id, ou_id, period, period_kind, gender, beginning at `first`. Nothing when a code has no key.
std::optional<FactKey> read_key(const Keys& keys, std::uint32_t indicator, const TextRow& row, std::size_t first) {
  const auto area = keys.areas.find(row[first].value_or(""));
  const auto unit = row[first + 1] ? keys.units.find(*row[first + 1]) : std::optional<std::uint32_t>(0);
  if (!area || !unit) return std::nullopt;
  return make_key(indicator, *area, *unit, static_cast<std::int32_t>(integer(row[first + 2])),
                  static_cast<std::uint8_t>(kind_of(row[first + 3])),
                  static_cast<std::uint8_t>(gender_of(row[first + 4])));
}

/// From columns value, count, status.
template <class T>
void read_content(T& target, const TextRow& row, std::size_t first) {
  target.has_value = row[first].has_value();
  if (row[first]) target.value = std::strtod(row[first]->c_str(), nullptr);
  target.has_count = row[first + 1].has_value();
  target.count = static_cast<std::int32_t>(integer(row[first + 1]));
  target.status = core::fact_status(row[first + 2].value_or("")).value_or(core::FactStatus::final);
}

const core::Schema& held_schema() {
  using core::Type;
  static const core::Schema schema{
      {"run_id", Type::int64},    {"series", Type::text},       {"gate", Type::text},
      {"kind", Type::text},       {"indicator_id", Type::text}, {"area_id", Type::text},
      {"ou_id", Type::text},      {"period", Type::int32},      {"period_kind", Type::text},
      {"gender", Type::text},     {"old_value", Type::float64}, {"old_count", Type::int32},
      {"old_status", Type::text}, {"value", Type::float64},     {"count", Type::int32},
      {"status", Type::text},     {"raw_run_id", Type::int64},  {"raw_index", Type::int32},
      {"position", Type::int32}};
  return schema;
}

template <class T>
void put(core::Column& column, bool has, const T& value) {
  if (has) {
    column.append<T>(value);
  } else {
    column.append_null();
  }
}

/// value, count, status of one side; NULL when there is none.
template <class T>
void put_content(core::Batch& batch, std::size_t first, const T* side) {
  put<double>(batch[first], side != nullptr && side->has_value, side != nullptr ? side->value : 0);
  put<std::int32_t>(batch[first + 1], side != nullptr && side->has_count, side != nullptr ? side->count : 0);
  if (side != nullptr) {
    batch[first + 2].append_text(core::name_of(side->status));
  } else {
    batch[first + 2].append_null();
  }
}

std::string row_list(const std::vector<std::int64_t>& rows) {
  std::string list;
  for (const auto row : rows) list += (list.empty() ? "" : ",") + std::to_string(row);
  return "(" + list + ")";
}

}  // namespace

HeldStore::HeldStore(core::duckdb::Connection& connection, const Keys& keys, core::RunId run, core::Instant at)
    : connection_(connection), keys_(keys), run_(run), at_(at) {}

core::Result<HeldStore> HeldStore::open(core::duckdb::Connection& connection, const Keys& keys, core::RunId run,
                                        core::Instant at) {
  HeldStore store(connection, keys, run, at);
  SLUSS_ASSIGN(const auto waiting,
               connection.rows("select series, run_id, gate from meta.held_series where state = 'waiting'"));
  for (const auto& row : waiting) store.waiting_[row[0].value_or("")] = {integer(row[1]), row[2].value_or("")};
  SLUSS_ASSIGN(const auto discarded, connection.rows("select distinct indicator_id from meta.discarded"));
  for (const auto& row : discarded) store.discarded_.insert(row[0].value_or(""));
  return store;
}

core::Result<Waiting> HeldStore::waiting(const std::string& series) {
  SLUSS_TRY(finish());
  Waiting waiting;
  std::tie(waiting.run, waiting.gate) = waiting_.at(series);
  const auto indicator = keys_.indicators.find(series);
  SLUSS_ASSIGN(const auto rows,
               connection_.rows("select rowid, area_id, ou_id, period, period_kind, gender from meta.held where series "
                                "= " +
                                sql_text(series) + " and run_id = " + std::to_string(waiting.run)));
  for (const auto& row : rows) {
    // A code without a key was never merged: it cannot be said again either, and waits on.
    const auto key = read_key(keys_, indicator.value_or(0), row, 1);
    waiting.rows.push_back({key.value_or(FactKey{}), integer(row[0])});
  }
  std::ranges::sort(waiting.rows, {}, &Waiting::Row::key);
  return waiting;
}

core::Result<std::vector<Discarded>> HeldStore::discarded(const std::string& series) {
  std::vector<Discarded> all;
  if (!discarded_.contains(series)) return all;
  const auto indicator = keys_.indicators.find(series);
  SLUSS_ASSIGN(const auto rows,
               connection_.rows("select area_id, ou_id, period, period_kind, gender, kind, value, count, status from "
                                "meta.discarded where indicator_id = " +
                                sql_text(series) + " order by discarded_at, run_id"));
  for (const auto& row : rows) {
    const auto key = indicator ? read_key(keys_, *indicator, row, 0) : std::nullopt;
    if (!key) continue;
    Discarded one{.key = *key, .gone = row[5] == "deleted" || row[5] == "absent"};
    read_content(one, row, 6);
    all.push_back(one);
  }
  std::ranges::stable_sort(all, {}, &Discarded::key);
  // Of a key that was discarded more than once, the last decision counts.
  std::vector<Discarded> last;
  for (const auto& one : all) {
    if (!last.empty() && last.back().key == one.key) last.pop_back();
    last.push_back(one);
  }
  return last;
}

core::Result<> HeldStore::mark_replaced(const std::string& series, std::int64_t run) {
  waiting_.erase(series);
  return connection_.execute(
      "update meta.held_series set state = 'replaced', decided_by = " + std::to_string(run_.value) +
      ", decided_at = " + timestamp_sql(at_) + " where state = 'waiting' and series = " + sql_text(series) +
      " and run_id = " + std::to_string(run));
}

core::Result<> HeldStore::supersede(const std::string& series, const Waiting& waiting,
                                    const std::vector<std::int64_t>& rows) {
  if (!rows.empty()) SLUSS_TRY(connection_.execute("delete from meta.held where rowid in " + row_list(rows)));
  if (rows.size() == waiting.rows.size()) return mark_replaced(series, waiting.run);
  return {};
}

core::Result<> HeldStore::hold(const HeldSeries& series, const Comparison& comparison) {
  if (const auto earlier = waiting_.find(series.series); earlier != waiting_.end()) {
    const std::int64_t run = earlier->second.first;
    SLUSS_TRY(connection_.execute("update meta.held set run_id = " + std::to_string(run_.value) +
                                  ", gate = " + sql_text(series.gate) + " where series = " + sql_text(series.series) +
                                  " and run_id = " + std::to_string(run)));
    SLUSS_TRY(mark_replaced(series.series, run));
  }
  for (const Change& change : comparison.changes) SLUSS_TRY(add_row(series, change));
  const core::duckdb::Value values[] = {
      run_.value,
      series.series,
      series.gate,
      series.known,
      series.inserted,
      series.revised,
      series.deleted,
      series.absent,
      series.ratio_median ? core::duckdb::Value(*series.ratio_median) : core::duckdb::Value(nullptr),
      series.evidence};
  return connection_.execute_with(
      "insert into meta.held_series values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', null, null)", values);
}

core::Result<> HeldStore::add_row(const HeldSeries& series, const Change& change) {
  if (!rows_) rows_ = std::make_unique<core::Batch>(held_schema());
  core::Batch& batch = *rows_;
  const FactKey key = change.key();
  const bool says_value = change.said != nullptr && !change.said->deleted;
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
  put_content(batch, 10, change.open);
  put_content(batch, 13, says_value ? change.said : nullptr);
  batch[16].append<std::int64_t>(run_.value);
  batch[17].append<std::int32_t>(change.said != nullptr ? static_cast<std::int32_t>(change.said->raw) : -1);
  batch[18].append<std::int32_t>(change.said != nullptr ? static_cast<std::int32_t>(change.said->position) : -1);
  return batch.full() ? finish() : core::Result<>();
}

core::Result<> HeldStore::finish() {
  if (!rows_ || rows_->rows() == 0) return {};
  SLUSS_ASSIGN(auto appender, core::duckdb::Appender::open(connection_, "meta", "held"));
  SLUSS_TRY(appender.append(*rows_));
  rows_->clear();
  return appender.finish();
}

core::Result<std::unique_ptr<HeldFacts>> HeldFacts::open(core::duckdb::Connection& connection, core::RunId run,
                                                         std::optional<std::string> series) {
  const std::string of_run = " from meta.held_series where run_id = " + std::to_string(run.value);
  const std::string of_series = series ? " and series = " + sql_text(*series) : "";
  SLUSS_ASSIGN(const auto waiting,
               connection.rows("select series" + of_run + of_series + " and state = 'waiting' order by series"));
  if (waiting.empty()) {
    SLUSS_ASSIGN(const auto decided, connection.rows("select state, decided_by" + of_run + of_series + " limit 1"));
    const std::string who = "run " + std::to_string(run.value) + (series ? ", series " + *series : "");
    if (decided.empty())
      return core::fail(core::ErrorClass::config, "held.none", "nothing is held of " + who,
                        "see what is held: sluss status, or sluss show RUN");
    return core::fail(
        core::ErrorClass::config, "held.decided",
        "what was held of " + who + " is " + decided[0][0].value_or("") + " by run " + decided[0][1].value_or("?"),
        "see sluss show " + decided[0][1].value_or("RUN"));
  }
  std::unique_ptr<HeldFacts> facts(new HeldFacts(connection, run));
  for (const auto& row : waiting) facts->series_.push_back(row[0].value_or(""));
  // All names at once: a StagedFacts knows them before its first block.
  SLUSS_ASSIGN(const auto names, connection.rows("select distinct area_id, ou_id from meta.held where run_id = " +
                                                 std::to_string(run.value) + of_series));
  for (const auto& name : facts->series_) (void)facts->names_.indicators.number_of(name);
  for (const auto& row : names) {
    (void)facts->names_.areas.number_of(row[0].value_or(""));
    (void)facts->names_.units.number_of(row[1].value_or(""));
  }
  SLUSS_ASSIGN(const auto raws, connection.rows("select distinct raw_run_id, raw_index from meta.held where run_id = " +
                                                std::to_string(run.value) + of_series + " order by all"));
  for (const auto& row : raws)
    facts->raws_.emplace(std::pair{integer(row[0]), integer(row[1])}, static_cast<std::uint32_t>(facts->raws_.size()));
  return facts;
}

core::Result<std::vector<core::Fact>> HeldFacts::block(std::size_t index) {
  SLUSS_ASSIGN(const auto rows,
               connection_.rows("select kind, area_id, ou_id, period, period_kind, gender, value, count, status, "
                                "raw_run_id, raw_index, position from meta.held where run_id = " +
                                std::to_string(run_.value) + " and series = " + sql_text(series_[index])));
  std::vector<core::Fact> facts;
  facts.reserve(rows.size());
  for (const auto& row : rows) {
    core::Fact fact;
    fact.indicator = names_.indicators.number_of(series_[index]);
    fact.area = names_.areas.number_of(row[1].value_or(""));
    fact.unit = names_.units.number_of(row[2].value_or(""));
    fact.period = static_cast<std::int32_t>(integer(row[3]));
    fact.kind = kind_of(row[4]);
    fact.gender = gender_of(row[5]);
    fact.deleted = row[0] == "deleted" || row[0] == "absent";
    if (!fact.deleted) read_content(fact, row, 6);
    fact.raw = raws_.at({integer(row[9]), integer(row[10])});
    fact.position = static_cast<std::uint32_t>(integer(row[11]));
    facts.push_back(fact);
  }
  return facts;
}

std::vector<EarlierRaw> HeldFacts::earlier_raws() const {
  std::vector<EarlierRaw> raws(raws_.size());
  for (const auto& [origin, index] : raws_) raws[index] = {core::RunId{origin.first}, origin.second};
  return raws;
}

core::Result<> copy_raw_objects(core::duckdb::Connection& connection, core::RunId run,
                                const std::vector<EarlierRaw>& raws) {
  for (std::size_t index = 0; index < raws.size(); ++index) {
    if (raws[index].index < 0) continue;
    SLUSS_TRY(connection.execute(
        "insert into meta.raw_object select " + std::to_string(run.value) + ", " + std::to_string(index) +
        ", query, request, page, status, etag, sha256, bytes, fetched_at, segment from meta.raw_object where run_id "
        "= " +
        std::to_string(raws[index].run.value) + " and raw_index = " + std::to_string(raws[index].index)));
  }
  return {};
}

core::Result<std::int64_t> drop_held(core::duckdb::Connection& connection, core::RunId run,
                                     const std::optional<std::string>& series, bool remember, core::RunId by,
                                     core::Instant at) {
  const std::string where =
      " where run_id = " + std::to_string(run.value) + (series ? " and series = " + sql_text(*series) : std::string());
  if (remember)
    SLUSS_TRY(
        connection.execute("insert into meta.discarded select kind, indicator_id, area_id, ou_id, period, "
                           "period_kind, gender, value, count, status, " +
                           std::to_string(by.value) + ", " + timestamp_sql(at) + " from meta.held" + where));
  SLUSS_ASSIGN(const auto rows, connection.number("select count(*) from meta.held" + where));
  SLUSS_TRY(connection.execute("delete from meta.held" + where));
  SLUSS_TRY(connection.execute(
      "update meta.held_series set state = '" + std::string(remember ? "discarded" : "released") + "', decided_by = " +
      std::to_string(by.value) + ", decided_at = " + timestamp_sql(at) + where + " and state = 'waiting'"));
  return rows;
}

}  // namespace sluss::warehouse::duckdb
