#include "warehouse/duckdb/held.h"

#include "core/text.h"
#include "core/unmet.h"
#include "warehouse/duckdb/views.h"
#include "warehouse/merge/held_rows.h"

namespace sluss::warehouse::duckdb {

using core::sql_text;

core::Result<std::unique_ptr<HeldFacts>> HeldFacts::open(core::duckdb::Connection& connection, core::RunId run,
                                                         std::optional<std::string> series) {
  const std::string of_run = " from meta.held_series where run_id = " + std::to_string(run.value);
  const std::string of_series = series ? " and series = " + sql_text(*series) : "";
  const auto waiting =
      SLUSS_TRY(connection.rows("select series" + of_run + of_series + " and state = 'waiting' order by series"));
  if (waiting.empty()) {
    const auto decided =
        SLUSS_TRY(connection.rows("select state, decided_by, moved_to" + of_run + of_series + " limit 1"));
    const std::string who = "run " + std::to_string(run.value) + (series ? ", series " + *series : "");
    if (decided.empty())
      return core::fail(core::ErrorClass::config, "held.none", "nothing is held of " + who,
                        "see what is held: sluss status, or sluss show RUN");
    if (decided[0][0] == "moved") {
      const auto with = decided[0][2].value_or("RUN");
      return core::fail(core::ErrorClass::config, "held.decided",
                        "what was held of " + who + " waits with run " + with + ", and is decided with it",
                        "see sluss show " + with);
    }
    return core::fail(
        core::ErrorClass::config, "held.decided",
        "what was held of " + who + " is " + decided[0][0].value_or("") + " by run " + decided[0][1].value_or("?"),
        "see sluss show " + decided[0][1].value_or("RUN"));
  }
  std::unique_ptr<HeldFacts> facts(new HeldFacts(connection, run));
  for (const auto& row : waiting) facts->series_.push_back(row[0].value_or(""));
  // All names at once: a StagedFacts knows them before its first block.
  const auto names = SLUSS_TRY(connection.rows(
      "select distinct area_id, ou_id from meta.held where run_id = " + std::to_string(run.value) + of_series));
  for (const auto& name : facts->series_) (void)facts->names_.indicators.number_of(name);
  for (const auto& row : names) {
    (void)facts->names_.areas.number_of(row[0].value_or(""));
    (void)facts->names_.units.number_of(row[1].value_or(""));
  }
  const auto raws = SLUSS_TRY(connection.rows("select distinct raw_run_id, raw_index from meta.held where run_id = " +
                                              std::to_string(run.value) + of_series + " order by all"));
  for (const auto& row : raws)
    facts->raws_.emplace(std::pair{core::whole_number(row[0]), core::whole_number(row[1])},
                         static_cast<std::uint32_t>(facts->raws_.size()));
  return facts;
}

core::Result<std::vector<core::Fact>> HeldFacts::block(std::size_t index) {
  const auto rows =
      SLUSS_TRY(connection_.rows("select kind, area_id, ou_id, period, period_kind, gender, value, count, status, "
                                 "bound, raw_run_id, raw_index, position from meta.held where run_id = " +
                                 std::to_string(run_.value) + " and series = " + sql_text(series_[index])));
  std::vector<core::Fact> facts;
  facts.reserve(rows.size());
  for (const auto& row : rows) {
    core::Fact fact;
    fact.indicator = names_.indicators.number_of(series_[index]);
    fact.area = names_.areas.number_of(row[1].value_or(""));
    fact.unit = names_.units.number_of(row[2].value_or(""));
    fact.period = static_cast<std::int32_t>(core::whole_number(row[3]));
    fact.kind = SLUSS_TRY(merge::kind_of(row[4]));
    fact.gender = SLUSS_TRY(merge::gender_of(row[5]));
    fact.deleted = merge::is_gone(row[0]);
    if (!fact.deleted) SLUSS_TRY(merge::read_content(fact, row, 6));
    fact.raw = raws_.at({core::whole_number(row[10]), core::whole_number(row[11])});
    fact.position = static_cast<std::uint32_t>(core::whole_number(row[12]));
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
                                     const std::optional<std::string>& series, Dropped dropped, core::RunId by,
                                     core::Instant at) {
  const std::string where =
      " where run_id = " + std::to_string(run.value) + (series ? " and series = " + sql_text(*series) : std::string());
  if (dropped != Dropped::released)
    SLUSS_TRY(connection.execute(
        "insert into meta.discarded select kind, indicator_id, area_id, ou_id, period, "
        "period_kind, gender, value, count, status, " +
        std::to_string(by.value) + ", " + timestamp_sql(at) + ", bound from meta.held" + where +
        (dropped == Dropped::discarded ? " and gate <> " + sql_text(core::expectation_gate) : std::string())));
  const auto rows = SLUSS_TRY(connection.number("select count(*) from meta.held" + where));
  const auto number = std::to_string(run.value);
  // Also what moved to it of earlier runs is decided with it.
  const auto decided = " where (run_id = " + number +
                       " and state = 'waiting' or state = 'moved' and moved_to = " + number + ")" +
                       (series ? " and series = " + sql_text(*series) : std::string());
  // Of a table no row is here: NULL.
  SLUSS_TRY(connection.execute(
      "update meta.held_series set waited_rows = (select nullif(count(*), 0) from meta.held h where h.series = "
      "held_series.series and h.raw_run_id = held_series.run_id and h.run_id = " +
      number + ")" + decided));
  SLUSS_TRY(connection.execute("delete from meta.held" + where));
  SLUSS_TRY(connection.execute(
      "update meta.held_series set state = '" + std::string(dropped == Dropped::released ? "released" : "discarded") +
      "', decided_by = " + std::to_string(by.value) + ", decided_at = " + timestamp_sql(at) + decided));
  return rows;
}

core::Result<> put_held_series(core::duckdb::Connection& connection, core::RunId run, const HeldSeries& series) {
  const core::duckdb::Value values[] = {
      run.value,
      series.series,
      series.gate,
      series.known,
      series.inserted,
      series.revised,
      series.deleted,
      series.absent,
      series.ratio_median ? core::duckdb::Value(*series.ratio_median) : core::duckdb::Value(nullptr),
      series.evidence};
  return connection.execute_with(
      "insert into meta.held_series values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', null, null, null, null)", values);
}

}  // namespace sluss::warehouse::duckdb
