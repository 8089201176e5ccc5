#include "warehouse/duckdb/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/duckdb/batch_read.h"
#include "core/duckdb/duckdb.h"
#include "core/duckdb/watchdog.h"
#include "core/text.h"
#include "warehouse/duckdb/migrations.h"
#include "warehouse/duckdb/models.h"
#include "warehouse/duckdb/newer_file.h"
#include "warehouse/duckdb/query_guard.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

using core::sql_name;
using core::sql_text;
using core::duckdb::Connection;

namespace {

constexpr const char* stored = "stored";
constexpr std::string_view unmade = "the dataset ";
constexpr std::string_view no_history = " keeps no history: it has what was loaded last";

using core::duckdb::Watchdog;

/// The error, with the cause: the time limit or a stop.
core::Error explained_by(Watchdog& watchdog, core::Error error) {
  switch (watchdog.cause()) {
    case Watchdog::Cause::none:
      break;
    case Watchdog::Cause::stopped:
      return {.code = "query.cancelled",
              .error_class = core::ErrorClass::cancelled,
              .what = "the query was cancelled",
              .remedy = "ask again"};
    case Watchdog::Cause::late:
      return {.code = "query.timeout",
              .error_class = core::ErrorClass::transient,
              .what = "the query took longer than it may",
              .remedy = "ask for less, or allow more time"};
  }
  return error;
}

class DuckDbReader final : public ReusableReader {
 public:
  DuckDbReader(core::duckdb::Database database, Connection connection, std::string name, core::Instant last_recorded,
               const ReadOptions& read)
      : database_(std::move(database)),
        connection_(std::move(connection)),
        name_(std::move(name)),
        last_recorded_(last_recorded),
        locked_(read.locked),
        timeout_(read.timeout),
        stop_(read.stop) {}

  core::Result<> select(const std::string& sql, const std::function<core::Result<>(const core::Schema&)>& header,
                        const RowConsumer& rows, std::stop_token stop) override {
    Watchdog watchdog(connection_, timeout_, stop.stop_possible() ? std::move(stop) : stop_);
    const auto guarded = SLUSS_TRY(let_through(sql, watchdog));
    return run(guarded, header, rows, watchdog);
  }

  core::Result<std::vector<std::vector<std::optional<std::string>>>> rows(const std::string& sql) override {
    Watchdog watchdog(connection_, timeout_, stop_);
    const auto guarded = SLUSS_TRY(let_through(sql, watchdog));
    auto answer = connection_.rows(guarded);
    if (!answer) return explained(watchdog, std::move(answer).error());
    return answer;
  }

  [[nodiscard]] std::string name() const override { return name_; }

  core::Result<> begin_again(const ReadOptions& read) override {
    timeout_ = read.timeout;
    stop_ = read.stop;
    return move_session(connection_, std::max(read.now, last_recorded_), read.now);
  }

  [[nodiscard]] bool is_sound() const override { return sound_; }

 private:
  /// Parsing cannot be interrupted: when it took all the time, the query does not begin.
  core::Result<std::string> let_through(const std::string& sql, Watchdog& watchdog) {
    if (!locked_) return sql;
    auto guarded = guard_query(connection_, sql);
    if (!guarded) return explained(watchdog, std::move(guarded).error());
    if (watchdog.cause() != Watchdog::Cause::none) return explained(watchdog, {});
    return guarded;
  }

  /// The generation is attached, so that DuckDB's own instance does not know of a file.
  [[nodiscard]] std::unexpected<core::Error> explained(Watchdog& watchdog, core::Error error) {
    sound_ = false;
    error = explained_by(watchdog, std::move(error));
    if (const auto at = error.what.find(unmade); at != std::string::npos && error.what.contains(" cannot be made: ")) {
      error = {.code = "dataset.unmade",
               .error_class = core::ErrorClass::config,
               .what = error.what.substr(at),
               .remedy = "Mend the model, or load what it reads."};
    }
    if (error.what.contains(no_history)) {
      const auto begin = error.what.find("extract.");
      error = {.code = "as_of.no_history",
               .error_class = core::ErrorClass::config,
               .what = error.what.substr(std::min(begin, error.what.size())),
               .remedy = "Ask without a moment; what was loaded before is in the archive."};
    }
    if (error.code == "duckdb.damaged" && error.place.file.empty()) error.place.file = name_;
    return std::unexpected(std::move(error));
  }

  core::Result<> run(const std::string& sql, const std::function<core::Result<>(const core::Schema&)>& header,
                     const RowConsumer& rows, Watchdog& watchdog) {
    auto opened = open(sql);
    if (!opened) return explained(watchdog, std::move(opened).error());
    SLUSS_TRY(header(opened->schema));
    core::Batch batch(opened->schema);
    while (true) {
      auto chunk = opened->result.next();
      if (!chunk) return explained(watchdog, std::move(chunk).error());
      if (*chunk == nullptr) return {};
      batch.clear();
      core::duckdb::append_chunk(*chunk, batch);
      SLUSS_TRY(rows(batch));
    }
  }

  struct OpenQuery {
    core::duckdb::ResultSet result;
    core::Schema schema;
  };

  /// Types that a Batch has not come as text.
  core::Result<OpenQuery> open(const std::string& sql) {
    auto result = SLUSS_TRY(connection_.query(sql));
    std::vector<core::ColumnSpec> columns;
    std::string names;
    std::string list;
    bool all_known = true;
    for (std::size_t i = 0; i < result.columns(); ++i) {
      duckdb_logical_type type = result.logical_type(i);
      const auto column = core::duckdb::column_spec(result.name(i), type);
      duckdb_destroy_logical_type(&type);
      all_known &= column.has_value();
      const std::string alias = "c" + std::to_string(i);
      if (i > 0) names += ", ";
      if (i > 0) list += ", ";
      names += alias;
      list += column ? alias : fmt::format("cast({0} as varchar) as {0}", alias);
      columns.push_back(column.value_or(core::ColumnSpec{.name = result.name(i)}));
    }
    core::Schema schema(std::move(columns));
    if (all_known) return OpenQuery{std::move(result), std::move(schema)};
    std::string inner = sql;
    while (!inner.empty() && (std::isspace(static_cast<unsigned char>(inner.back())) != 0 || inner.back() == ';'))
      inner.pop_back();
    // The new line ends a comment that the query may end with.
    auto as_text = SLUSS_TRY(connection_.query("select " + list + " from (" + inner + "\n) t(" + names + ")"));
    return OpenQuery{std::move(as_text), std::move(schema)};
  }

  core::duckdb::Database database_;
  Connection connection_;
  std::string name_;
  core::Instant last_recorded_;
  bool locked_;
  std::chrono::milliseconds timeout_;
  std::stop_token stop_;
  bool sound_ = true;
};

struct Moment {
  std::optional<core::Instant> limit;  ///< nothing: all that is known
  core::Instant known_at;
  core::Instant last_recorded = {};  ///< where there is no limit
};

core::Result<Moment> moment_of(Connection& connection, const ReadOptions& read) {
  if (read.as_of.run) {
    const std::string run = std::to_string(read.as_of.run->value);
    const auto rows =
        SLUSS_TRY(connection.rows("select epoch_us(recorded_at) from stored.meta.run where run_id = " + run));
    if (rows.empty())
      return core::fail(core::ErrorClass::config, "as_of.no_run", "there is no run " + run + " in the warehouse",
                        "see the runs there are: sluss runs");
    const core::Instant at{core::whole_number(rows[0][0])};
    return Moment{at, at};
  }
  if (read.as_of.known_at) return Moment{read.as_of.known_at, *read.as_of.known_at};
  // Recorded times rise strictly, and so may be a little ahead of a clock that does not move.
  const core::Instant last{
      SLUSS_TRY(connection.number("select coalesce(max(epoch_us(recorded_at)), 0) from stored.meta.run"))};
  return Moment{{}, std::max(read.now, last), last};
}

/// Of each schema of the generation: one that an older program wrote may lack some. Not of information_schema, whose
/// views read the catalogue of every type and view first.
core::Result<std::map<std::string, std::vector<std::string>>> stored_tables(Connection& connection) {
  std::map<std::string, std::vector<std::string>> tables;
  for (auto& row : SLUSS_TRY(connection.rows(
           "select schema_name, table_name from duckdb_tables() where database_name = 'stored' union all "
           "select schema_name, view_name from duckdb_views() where database_name = 'stored' and not internal")))
    tables[row[0].value_or("")].push_back(row[1].value_or(""));
  return tables;
}

/// A query about the past is not answered with the present: reading rows of such a table is an error. The
/// join is there so that a table without rows gives it too.
std::string refusing(const std::string& name, const std::string& table) {
  return fmt::format(
      "create view {0} as select t.* from (values ('')) g(nothing) left join stored.{0} t on true where "
      "error(concat({1}, nothing)) is null",
      name, sql_text("extract." + table + std::string(no_history)));
}

core::Result<> show_stored(Connection& connection, const std::vector<std::string>& tables, bool past) {
  for (const auto& table : tables) {
    const std::string name = "extract." + sql_name(table);
    SLUSS_TRY(connection.execute(past ? refusing(name, table)
                                      : fmt::format("create view {0} as select * from stored.{0}", name)));
  }
  return {};
}

/// One that cannot be made (it reads what is not there) is an error for the queries that use it, and for no others.
core::Result<> show_model(Connection& connection, const Model& model) {
  const auto name = "mart." + sql_name(model.name);
  const auto made = connection.execute(fmt::format("create view {} as {}", name, model.sql));
  if (made || made.error().error_class != core::ErrorClass::data) return made;
  return connection.execute(
      fmt::format("create view {} as select t.nothing from (values ('')) t(nothing) where error(concat({}, nothing)) "
                  "is null",
                  name, sql_text(std::string(unmade) + model.name + " cannot be made: " + made.error().what)));
}

constexpr std::int64_t origin_migration = 3;
constexpr std::int64_t streams_migration = 4;
constexpr std::int64_t bounds_migration = 5;
constexpr std::int64_t moved_migration = 6;
constexpr std::int64_t changed_migration = 7;
constexpr std::int64_t facts_migration = 8;

/// A generation that is read before a writer has migrated it shows what it lacks, as the migrations (003-origin,
/// 004-streams, 005-bounds, 006-moved, 007-changed, 008-facts) will make it.
core::Result<> show_as_migrated(Connection& connection, std::int64_t applied) {
  if (applied < origin_migration)
    SLUSS_TRY(connection.execute(
        fmt::format("create or replace view meta.run as select *, source as origin from {}.meta.run", stored)));
  if (applied < streams_migration)
    SLUSS_TRY(connection.execute(
        "create view meta.run_stream as select run_id, case when position('\"table\":\"' in details) > 0 then "
        "'extract.' || split_part(split_part(details, '\"table\":\"', 2), '\"', 1) else 'core.observation' end as "
        "stream, read, inserted, revised, unchanged, deleted, absent, rejected, filtered, duplicate, held, "
        "open_before, "
        "open_after from meta.run where cause <> 'discard'"));
  if (applied < bounds_migration) {
    SLUSS_TRY(connection.execute(fmt::format(
        "create or replace view meta.held as select *, case when old_status is not null then 'exact' end as old_bound, "
        "case when status is not null then 'exact' end as bound from {0}.meta.held; create or replace view "
        "meta.discarded as select *, case when status is not null then 'exact' end as bound from {0}.meta.discarded",
        stored)));
  }
  if (applied < moved_migration) {
    SLUSS_TRY(connection.execute(fmt::format(
        "create or replace view meta.held_series as select s.* replace (case when h.moved_to is null then s.state else "
        "'moved' end as state, case when h.moved_to is null then s.decided_by end as decided_by, case when h.moved_to "
        "is null then s.decided_at end as decided_at), h.moved_to, h.waited_rows from {0}.meta.held_series s left join "
        "(select series, raw_run_id, max(run_id) as moved_to, count(*) as waited_rows from {0}.meta.held group by "
        "series, raw_run_id) h on s.state = 'replaced' and h.series = s.series and h.raw_run_id = s.run_id",
        stored)));
  }
  if (applied < changed_migration)
    SLUSS_TRY(connection.execute(fmt::format(
        "create or replace view meta.model as select *, refreshed_run as changed_run from {}.meta.model", stored)));
  if (applied < facts_migration)
    SLUSS_TRY(connection.execute(
        fmt::format("create or replace view meta.finding as select *, '' as facts from {}.meta.finding", stored)));
  return {};
}

/// When the last run that it knows was recorded.
core::Result<core::Instant> prepare(Connection& connection, const std::filesystem::path& generation,
                                    const ReadOptions& read) {
  if (auto attached = connection.execute("attach " + sql_text(generation.string()) + " as " + stored + " (read_only)");
      !attached) {
    auto error = of_opening(std::move(attached).error(), generation);
    if (error.code == "warehouse.newer_file") return std::unexpected(std::move(error));
    return core::fail(core::ErrorClass::storage, "warehouse.unreadable", std::move(error.what),
                      "the next run, or a restart of the service, falls back to the generation before; where none is "
                      "whole (`sluss doctor` tells), `sluss doctor --rebuild` makes the warehouse anew",
                      core::Place{.file = generation.string()});
  }
  const auto applied = SLUSS_TRY(connection.number("select count(*) from stored.meta.migration"));
  if (applied > std::ssize(embedded_migrations()))
    return core::fail(core::ErrorClass::config, "warehouse.newer_schema", "the warehouse was written by a newer sluss",
                      "use the sluss that wrote it, or a newer one", core::Place{.file = generation.string()});
  const Moment moment = SLUSS_TRY(moment_of(connection, read));
  auto tables = SLUSS_TRY(stored_tables(connection));
  SLUSS_TRY(connection.execute(
      session_views_sql(stored, moment.limit, tables["core"], tables["meta"], applied >= bounds_migration)));
  SLUSS_TRY(show_as_migrated(connection, applied));
  SLUSS_TRY(show_stored(connection, tables["extract"], moment.limit.has_value()));
  SLUSS_TRY(open_session_schema(connection, read.session, moment.known_at, read.now));
  if (read.locked) SLUSS_TRY(connection.execute(query_views_sql()));
  for (const Model& model : read.session.models) SLUSS_TRY(show_model(connection, model));
  SLUSS_TRY(connection.execute("set enable_external_access = false"));
  SLUSS_TRY(connection.execute("set lock_configuration = true"));
  return moment.last_recorded;
}

}  // namespace

core::Result<std::unique_ptr<ReusableReader>> open_reader(const std::filesystem::path& generation,
                                                          const Options& options, const ReadOptions& read) {
  auto database = SLUSS_TRY(core::duckdb::Database::open({.memory_limit = options.memory_limit,
                                                          .threads = options.reader_threads,
                                                          .spill = options.spill_place(),
                                                          .external_access = true}));
  auto connection = SLUSS_TRY(database.connect());
  const auto last_recorded = SLUSS_TRY(prepare(connection, generation, read));
  return std::make_unique<DuckDbReader>(std::move(database), std::move(connection), generation.string(), last_recorded,
                                        read);
}

}  // namespace sluss::warehouse::duckdb
