#include "warehouse/duckdb/put.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

using core::sql_name;
using core::sql_text;
using core::duckdb::Connection;

namespace {

constexpr const char* incoming_table = "sluss_incoming";
constexpr const char* open_row = "d.recorded_to = timestamp 'infinity'";

/// "a.x = b.x and …", NULLs equal.
std::string same_key(const Table& table, const std::string& a, const std::string& b) {
  std::string sql;
  for (const auto& name : table.key) {
    if (!sql.empty()) sql += " and ";
    sql += fmt::format("{0}.{2} is not distinct from {1}.{2}", a, b, sql_name(name));
  }
  return sql;
}

std::string any_differs(const Table& table) {
  std::string sql;
  for (const auto& column : table.columns) {
    if (std::ranges::find(table.key, column.name) != table.key.end()) continue;
    if (!sql.empty()) sql += " or ";
    sql += fmt::format("s.{0} is distinct from d.{0}", sql_name(column.name));
  }
  return sql.empty() ? "false" : "(" + sql + ")";
}

std::string column_list(const Table& table, const std::string& prefix) {
  std::string sql;
  for (const auto& column : table.columns) sql += prefix + sql_name(column.name) + ", ";
  return sql;
}

/// The row of a value that cannot be stored: its number within the batch becomes that among all rows.
core::Error in_all_rows(core::Error error, std::int64_t rows_before) {
  if (error.place.line == 0) return error;
  error.place.line += rows_before;
  error.what += " (row " + std::to_string(error.place.line) + ")";
  return error;
}

/// Into extract.<name>, which is created again. How many.
core::Result<std::int64_t> append_all(Connection& connection, const std::string& name, const core::Schema& columns,
                                      const Fill& batches) {
  const std::string made = "extract." + sql_name(name);
  SLUSS_TRY(connection.execute("drop table if exists " + made + "; " + core::duckdb::create_table_sql(made, columns)));
  auto appender = SLUSS_TRY(core::duckdb::Appender::open(connection, "extract", name));
  std::int64_t rows = 0;
  SLUSS_TRY(batches([&](const core::Batch& batch) -> core::Result<> {
    auto appended = appender.append(batch);
    if (!appended) return std::unexpected(in_all_rows(std::move(appended).error(), rows));
    rows += static_cast<std::int64_t>(batch.rows());
    return {};
  }));
  SLUSS_TRY(appender.finish());
  return rows;
}

core::Result<> conserved(const Table& table, const RowCounts& rows) {
  if (rows.in_holds() && rows.out_holds()) return {};
  return core::fail(core::ErrorClass::storage, "warehouse.not_conserved",
                    fmt::format("{} rows were given to {}, of {} before, and {} stand there", rows.read,
                                table.full_name(), rows.open_before, rows.open_after),
                    "nothing was written; report it with the run's log");
}

/// One load's rows against the open versions of their table.
class Versions {
 public:
  Versions(Connection& connection, const Table& table, const Scope& scope)
      : connection_(connection),
        table_(table),
        name_(table.full_name()),
        origin_(sql_text(scope.origin)),
        // A row belongs to the origin that loaded it first (a bare row to none): else two origins that name 1981
        // differently would take turns for ever.
        beside_(scope.beside),
        ours_(table.shared ? "d.source in ('', " + origin_ + ")" : "true") {}

  core::Result<> stage(const Fill& batches) {
    // In the warehouse's own file, dropped before the commit: an appender reaches it by schema and name.
    rows_.read = SLUSS_TRY(append_all(connection_, incoming_table, table_.columns, batches));
    // Of rows that come twice the last counts.
    SLUSS_TRY(connection_.execute(
        "delete from extract.sluss_incoming s using extract.sluss_incoming later where later.rowid > s.rowid and " +
        same_key(table_, "later", "s")));
    const auto left = SLUSS_TRY(connection_.number("select count(*) from extract.sluss_incoming"));
    rows_.duplicate = rows_.read - left;
    return {};
  }

  core::Result<> compare(bool complete) {
    rows_.open_before = SLUSS_TRY(count_open());
    const auto counted = SLUSS_TRY(
        connection_.rows(fmt::format("select count(*) filter (where d.run_id is null), "
                                     "count(*) filter (where d.run_id is not null and {0} and {1}), "
                                     "count(*) filter (where d.run_id is not null and {0} and not {1}), "
                                     "count(*) filter (where d.run_id is not null and not {0}) "
                                     "from extract.sluss_incoming s left join {2} d on {3} and {4}",
                                     any_differs(table_), ours_, name_, open_row, same_key(table_, "s", "d"))));
    const std::array counts{&rows_.inserted, &rows_.revised, &rows_.filtered, &rows_.unchanged};
    for (std::size_t i = 0; i < counts.size(); ++i) *counts[i] = core::whole_number(counted[0][i]);
    if (!complete) return {};
    rows_.absent = SLUSS_TRY(connection_.number("select count(*) from " + name_ + " d where " + gone()));
    return {};
  }

  core::Result<> write(core::RunId run, core::Instant at) {
    const std::string close = "update " + name_ + " d set recorded_to = " + timestamp_sql(at) + " where ";
    if (rows_.absent > 0) SLUSS_TRY(connection_.execute(close + gone()));
    if (rows_.revised > 0) {
      SLUSS_TRY(
          connection_.execute(fmt::format("{} {} and {} and exists (select 1 from extract.sluss_incoming s where {} "
                                          "and {})",
                                          close, open_row, ours_, same_key(table_, "s", "d"), any_differs(table_))));
    }
    if (rows_.inserted + rows_.revised > 0) SLUSS_TRY(open_versions(run, at));
    return connection_.execute("drop table extract.sluss_incoming");
  }

  core::Result<RowCounts> finish() {
    rows_.open_after = SLUSS_TRY(count_open());
    SLUSS_TRY(conserved(table_, rows_));
    return rows_;
  }

 private:
  core::Result<std::int64_t> count_open() {
    return connection_.number(fmt::format("select count(*) from {} d where {}", name_, open_row));
  }

  [[nodiscard]] std::string gone() const {
    const auto others = runs_of_sql({beside_.begin(), beside_.end()});
    const auto own = others.empty() ? others : " and d.run_id not in (" + others + ")";
    return fmt::format("{} and d.source = {}{} and not exists (select 1 from extract.sluss_incoming s where {})",
                       open_row, origin_, own, same_key(table_, "s", "d"));
  }

  core::Result<> open_versions(core::RunId run, core::Instant at) {
    const std::string derived = table_.derived.empty() ? "" : sql_name(table_.derived) + ", ";
    const std::string expression = table_.derived.empty() ? "" : table_.derived_expression + ", ";
    return connection_.execute(fmt::format(
        "insert into {0} ({1}{2}source, recorded_from, recorded_to, run_id) select {3}{4}{5}, {6}, "
        "timestamp 'infinity', {7} from extract.sluss_incoming s where not exists (select 1 from {0} d where "
        "{8} and {9}) order by s.rowid",
        name_, column_list(table_, ""), derived, column_list(table_, "s."), expression, origin_, timestamp_sql(at),
        run.value, open_row, same_key(table_, "s", "d")));
  }

  Connection& connection_;
  const Table& table_;
  std::string name_;
  std::string origin_;
  std::span<const std::string> beside_;
  std::string ours_;
  RowCounts rows_;
};

}  // namespace

core::Result<RowCounts> put_versioned(Connection& connection, const Table& table, const Fill& batches,
                                      const Scope& scope, core::RunId run, core::Instant at) {
  Versions versions(connection, table, scope);
  SLUSS_TRY(versions.stage(batches));
  SLUSS_TRY(versions.compare(scope.complete));
  SLUSS_TRY(versions.write(run, at));
  return versions.finish();
}

core::Result<RowCounts> put_replaced(Connection& connection, const Table& table, const Fill& batches) {
  const std::string name = table.schema + "." + sql_name(table.name);
  const auto count = [&] { return connection.number("select count(*) from " + name); };
  RowCounts rows;
  const auto there =
      SLUSS_TRY(connection.number("select count(*) from information_schema.tables where table_catalog = "
                                  "current_database() and table_schema = " +
                                  sql_text(table.schema) + " and table_name = " + sql_text(table.name)));
  if (there > 0) {
    rows.open_before = SLUSS_TRY(count());
  }
  rows.absent = rows.open_before;
  rows.read = SLUSS_TRY(append_all(connection, table.name, table.columns, batches));
  rows.inserted = rows.read;
  rows.open_after = SLUSS_TRY(count());
  SLUSS_TRY(conserved(table, rows));
  return rows;
}

}  // namespace sluss::warehouse::duckdb
