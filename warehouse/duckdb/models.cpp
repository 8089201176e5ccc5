#include "warehouse/duckdb/models.h"

#include <map>
#include <set>

#include "core/ids.h"
#include "core/kill_point.h"
#include "core/text.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

using core::sql_name;
using core::sql_text;

namespace {

struct KnownModel {
  std::string digest;
  std::string content;
  bool dirty = false;
  std::int64_t changed_by = 0;  ///< the run
};

core::Result<std::map<std::string, KnownModel>> known_models(core::duckdb::Connection& connection) {
  std::map<std::string, KnownModel> known;
  const auto rows = SLUSS_TRY(
      connection.rows("select name, digest, content, dirty_since_run is not null, changed_run from meta.model"));
  for (const auto& row : rows)
    known[row[0].value_or("")] = {row[1].value_or(""), row[2].value_or(""), row[3] == "true",
                                  core::whole_number(row[4])};
  return known;
}

/// Of what the rows depend on beside the facts: the model, its version, and the session's statements.
std::string digest_of(const Model& model, const Session& session) {
  core::Sha256Hasher hasher;
  for (const std::string_view part :
       {std::string_view(model.name), std::string_view(model.version), std::string_view(model.sql)}) {
    hasher.update(part);
    hasher.update(std::string_view("\0", 1));
  }
  for (const auto& statement : session.statements) hasher.update(statement);
  return hasher.finish().hex();
}

/// The engine's words with the model's name. An error of the disk or the reader's limits is not the model's, and stays.
core::Error unmade_by(const Model& model, core::Error why) {
  if (why.error_class != core::ErrorClass::data) return why;
  why.what = "the dataset " + model.name + " could not be made: " + why.what;
  why.code = "dataset.unmade";
  why.error_class = core::ErrorClass::config;
  why.remedy = "Mend models/" + model.name + ".sql, or load what it reads; the next run makes it.";
  why.place.field = model.name;
  return why;
}

/// Why it cannot be made: an earlier failure, what it depends on, or what it reads, by the engine's check without
/// running it (which leaves the transaction whole).
core::Result<std::optional<core::Error>> obstacle_of(core::duckdb::Connection& connection, const Model& model,
                                                     const Session& session, const std::set<std::string>& unmade) {
  if (const auto broken = session.broken.find(model.name); broken != session.broken.end()) return broken->second;
  for (const auto& below : model.depends_on) {
    if (unmade.contains(below))
      return unmade_by(model,
                       {.error_class = core::ErrorClass::data, .what = "it depends on " + below + ", which could not"});
  }
  auto planned = connection.rows("explain " + model.sql);
  if (planned) return std::nullopt;
  auto why = unmade_by(model, std::move(planned).error());
  if (why.code != "dataset.unmade") return std::unexpected(std::move(why));
  return why;
}

core::Result<> keep_dirty(core::duckdb::Connection& connection, const Model& model, core::RunId run) {
  return connection.execute("update meta.model set dirty_since_run = coalesce(dirty_since_run, " +
                            std::to_string(run.value) + ") where name = " + sql_text(model.name));
}

core::Result<RefreshedModel> refresh(core::duckdb::Connection& connection, const Model& model,
                                     const std::string& digest, const KnownModel& before, core::RunId run) {
  const std::string table = "mart." + sql_name(model.name);
  if (auto made = connection.execute("create or replace table " + table + " as " + model.sql); !made)
    return std::unexpected(unmade_by(model, std::move(made).error()));
  const auto answer = SLUSS_TRY(connection.rows(
      "select count(*), coalesce(cast(sum(cast(hash(t) as hugeint)) as varchar), '0') from " + table + " t"));
  // Row order means nothing here; the columns' names do.
  const auto columns = SLUSS_TRY(
      connection.rows("select string_agg(column_name || ' ' || data_type, ',' order by ordinal_position) from "
                      "information_schema.columns where table_schema = 'mart' and table_name = " +
                      sql_text(model.name)));
  const std::string rows = answer[0][0].value_or("0");
  const std::string content =
      core::Sha256::of(columns[0][0].value_or("") + "|" + rows + "|" + answer[0][1].value_or("")).hex();
  SLUSS_TRY(connection.execute("delete from meta.model where name = " + sql_text(model.name)));
  const bool has_changed = content != before.content;
  const auto changed_by = has_changed ? run.value : before.changed_by;
  const core::duckdb::Value values[] = {model.name, model.version, digest, run.value, rows, content, changed_by};
  SLUSS_TRY(connection.execute_with("insert into meta.model values (?, ?, ?, null, ?, ?::bigint, ?, ?)", values));
  return RefreshedModel{.name = model.name, .rows = core::whole_number(rows), .changed = has_changed};
}

/// One by one: what "drop schema … cascade" drops, DuckDB (1.4.4 and 1.5.6) still tries to write when the transaction
/// that filled it commits, and the commit fails.
core::Result<> drop_session_schema(core::duckdb::Connection& connection) {
  const auto tables =
      SLUSS_TRY(connection.rows("select table_type = 'VIEW', table_name from information_schema.tables where "
                                "table_schema = 'session' order by 1 desc"));
  for (const auto& table : tables)
    SLUSS_TRY(connection.execute(std::string(table[0] == "true" ? "drop view" : "drop table") + " session." +
                                 sql_name(table[1].value_or(""))));
  return connection.execute("drop schema if exists session cascade");
}

/// A SELECT of the one row of session.moment.
std::string moment_sql(core::Instant known_at, core::Instant now) {
  return "select " + timestamp_sql(known_at) + " as known_at, " + timestamp_sql(now) + " as now, date " +
         sql_text(to_text(core::swedish_day(now))) + " as today";
}

}  // namespace

core::Result<> open_session_schema(core::duckdb::Connection& connection, const Session& session, core::Instant known_at,
                                   core::Instant now) {
  SLUSS_TRY(connection.execute("create schema session; create table session.moment as " + moment_sql(known_at, now)));
  for (const auto& statement : session.statements) SLUSS_TRY(connection.execute(statement));
  return {};
}

core::Result<> move_session(core::duckdb::Connection& connection, core::Instant known_at, core::Instant now) {
  return connection.execute("delete from session.moment; insert into session.moment " + moment_sql(known_at, now));
}

core::Result<std::vector<RefreshedModel>> refresh_models(core::duckdb::Connection& connection, const Session& session,
                                                         core::RunId run, core::Instant now) {
  auto known = SLUSS_TRY(known_models(connection));
  SLUSS_TRY(open_session_schema(connection, session, now, now));
  std::vector<RefreshedModel> refreshed;
  std::set<std::string> changed;
  std::set<std::string> unmade;
  for (const Model& model : session.models) {
    const auto before = known.find(model.name);
    const std::string digest = digest_of(model, session);
    bool stale = before == known.end() || before->second.dirty || before->second.digest != digest;
    for (const auto& below : model.depends_on) stale |= changed.contains(below);
    if (!stale) continue;
    auto obstacle = SLUSS_TRY(obstacle_of(connection, model, session, unmade));
    if (obstacle) {
      SLUSS_TRY(keep_dirty(connection, model, run));
      unmade.insert(model.name);
      refreshed.push_back({.name = model.name, .unmade = std::move(obstacle)});
      continue;
    }
    auto one =
        SLUSS_TRY(refresh(connection, model, digest, before == known.end() ? KnownModel() : before->second, run));
    if (one.changed) changed.insert(model.name);
    refreshed.push_back(std::move(one));
  }
  SLUSS_TRY(drop_session_schema(connection));
  SLUSS_KILL_POINT("models.refreshed");
  return refreshed;
}

}  // namespace sluss::warehouse::duckdb
