#include "warehouse/duckdb/merge_store.h"

#include "core/text.h"
#include "core/unmet.h"
#include "warehouse/duckdb/held.h"
#include "warehouse/duckdb/open_versions.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

using core::sql_text;

namespace {

std::string row_list(const std::vector<std::int64_t>& rows) {
  std::string list;
  for (const auto row : rows) list += (list.empty() ? "" : ",") + std::to_string(row);
  return "(" + list + ")";
}

}  // namespace

core::Result<MergeStore> MergeStore::open(core::duckdb::Connection& connection, core::RunId run,
                                          core::Instant recorded_at, const std::vector<std::string>& beside) {
  auto output = SLUSS_TRY(FactOutput::open(connection, run, recorded_at));
  return MergeStore(connection, run, recorded_at, std::move(output), runs_of_sql(beside));
}

core::Result<std::vector<merge::OpenVersion>> MergeStore::load_open(const std::vector<std::uint32_t>& indicators) {
  return load_open_versions(connection_, indicators, others_);
}

core::Result<std::int64_t> MergeStore::count_open(std::string_view origin) {
  const std::string of_origin =
      origin.empty()
          ? ""
          : " and indicator_key in (select indicator_key from core.indicator_key where source = " + sql_text(origin) +
                ")";
  return connection_.number("select count(*) from core.fact where recorded_to = timestamp 'infinity'" + of_origin);
}

core::Result<> MergeStore::write(std::span<const merge::Change> changes) {
  for (const merge::Change& change : changes) {
    if (change.open != nullptr) SLUSS_TRY(output_.close_version(change.open->row));
    if (const auto* opened = change.opened()) SLUSS_TRY(output_.open_version(*opened));
  }
  return {};
}

core::Result<bool> MergeStore::finish() {
  SLUSS_TRY(output_.finish());
  return output_.changed();
}

core::Result<std::vector<merge::TextRow>> MergeStore::waiting_series() {
  const std::string own = others_.empty() ? "" : " and run_id not in (" + others_ + ")";
  const auto other_gate = "gate <> " + sql_text(core::expectation_gate);
  return connection_.rows("select series, run_id, gate, not (" + other_gate +
                          " or exists (select 1 from meta.held_series m where m.series = h.series and m.state = "
                          "'moved' and m.moved_to = h.run_id and m." +
                          other_gate + ")) from meta.held_series h where state = 'waiting'" + own);
}

core::Result<std::vector<merge::TextRow>> MergeStore::waiting_rows(const std::string& series, std::int64_t run) {
  return connection_.rows("select rowid, area_id, ou_id, period, period_kind, gender from meta.held where series = " +
                          sql_text(series) + " and run_id = " + std::to_string(run));
}

core::Result<> MergeStore::drop_waiting(const std::string& series, std::int64_t run,
                                        const std::vector<std::int64_t>& rows) {
  SLUSS_TRY(connection_.execute("delete from meta.held where rowid in " + row_list(rows)));
  return settle_moved(series, run, false);
}

/// Of the runs whose rows wait with `run`: which of them still has some, and how many. `all`: `run` itself too, whose
/// rows have moved to this one.
core::Result<> MergeStore::settle_moved(const std::string& series, std::int64_t run, bool all) {
  const auto number = std::to_string(run);
  const auto with = all ? std::to_string(run_.value) : number;
  const auto rows = "(select count(*) from meta.held h where h.series = " + sql_text(series) +
                    " and h.run_id = " + with + " and h.raw_run_id = held_series.run_id)";
  const auto of_them = " where series = " + sql_text(series) + " and (state = 'moved' and moved_to = " + number +
                       (all ? " or state = 'waiting' and run_id = " + number : "") + ")";
  SLUSS_TRY(connection_.execute(
      "update meta.held_series set state = 'replaced', moved_to = null, waited_rows = null, decided_by = " +
      std::to_string(run_.value) + ", decided_at = " + timestamp_sql(at_) + of_them + " and " + rows + " = 0"));
  return connection_.execute("update meta.held_series set state = 'moved', moved_to = " + with +
                             ", waited_rows = " + rows + of_them);
}

core::Result<> MergeStore::move_waiting(const std::string& series, std::int64_t from, const std::string& gate) {
  SLUSS_TRY(connection_.execute("update meta.held set run_id = " + std::to_string(run_.value) +
                                ", gate = " + sql_text(gate) + " where series = " + sql_text(series) +
                                " and run_id = " + std::to_string(from)));
  return settle_moved(series, from, true);
}

core::Result<> MergeStore::mark_replaced(const std::string& series, std::int64_t run) {
  return connection_.execute(
      "update meta.held_series set state = 'replaced', decided_by = " + std::to_string(run_.value) +
      ", decided_at = " + timestamp_sql(at_) + " where state = 'waiting' and series = " + sql_text(series) +
      " and run_id = " + std::to_string(run));
}

core::Result<> MergeStore::hold_rows(const core::Batch& rows) {
  auto appender = SLUSS_TRY(core::duckdb::Appender::open(connection_, "meta", "held"));
  SLUSS_TRY(appender.append(rows));
  return appender.finish();
}

core::Result<> MergeStore::hold_series(const HeldSeries& series) {
  return put_held_series(connection_, run_, series);
}

core::Result<std::vector<std::string>> MergeStore::discarded_series() {
  const auto rows = SLUSS_TRY(connection_.rows("select distinct indicator_id from meta.discarded"));
  std::vector<std::string> series;
  for (const auto& row : rows) series.push_back(row[0].value_or(""));
  return series;
}

core::Result<std::vector<merge::TextRow>> MergeStore::discarded_rows(const std::string& series) {
  return connection_.rows(
      "select area_id, ou_id, period, period_kind, gender, kind, value, count, status, bound from meta.discarded "
      "where indicator_id = " +
      sql_text(series) + " order by discarded_at, run_id");
}

}  // namespace sluss::warehouse::duckdb
