#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "connectors/odbc/cancel.h"
#include "connectors/odbc/columns.h"
#include "connectors/odbc/connect.h"
#include "connectors/odbc/exact.h"
#include "connectors/odbc/odbc.h"
#include "connectors/odbc/reader.h"
#include "core/text.h"

namespace sluss::connectors::odbc {

namespace {

core::Schema schema_of(const std::vector<ColumnPlan>& plans) {
  std::vector<core::ColumnSpec> columns;
  columns.reserve(plans.size());
  for (const auto& plan : plans) columns.push_back(plan.spec);
  return core::Schema(std::move(columns));
}

/// With what to do about it when the driver does not give a type as it is requested.
std::unexpected<core::Error> with_type_remedy(core::Error error, const Driver& driver) {
  if (error.code != "odbc.query" || !error.what.contains("(07006)")) return std::unexpected(std::move(error));
  error.remedy = "the driver does not give a type of the result: cast its columns in the query, or to text";
  if (!driver.type_remedy.empty()) {
    error.error_class = core::ErrorClass::config;
    error.remedy = driver.type_remedy;
  }
  return std::unexpected(std::move(error));
}

bool is_call(std::string_view query) {
  query.remove_prefix(std::min(query.find_first_not_of(" \t\r\n{"), query.size()));
  return core::lower(query.substr(0, 5)) == "call ";
}

/// True: the driver reports that it cannot give more results than one.
bool gives_one_only(const Diagnostic& reason) {
  return reason.state == "IM001" || reason.state == "HYC00";
}

/// One statement, one result: another after the rows, or an error there, is not ignored.
core::Result<> expect_end(const OpenConnection& connection, const Handle& statement, const Options& options,
                          core::TimeLimit& limit) {
  const core::LimitedTime limited(limit, options.query_timeout);
  bool own_end = connection.server.row->call_has_end_result && is_call(options.query);
  while (true) {
    const auto code = SQLMoreResults(statement.get());
    if (code == SQL_NO_DATA) return {};
    if (!succeeded(code)) {
      if (gives_one_only(diagnostic(statement))) return {};
      return call_error(statement, limit, "the query failed behind its rows",
                        "nothing of it was used; try the query with the database's own tools, as the same user");
    }
    SQLSMALLINT columns = 0;
    const bool counted = succeeded(SQLNumResultCols(statement.get(), &columns));
    if (counted && columns == 0 && std::exchange(own_end, false)) continue;
    return core::fail(core::ErrorClass::config, "odbc.query", "the query gives more than one result",
                      "a job's query is one SELECT, without a second statement behind it; nothing of it was used");
  }
}

class OdbcQuery final : public Query {
 public:
  OdbcQuery(std::unique_ptr<core::TimeLimit> limit, OpenConnection connection, Handle statement,
            std::vector<ColumnPlan> plans, Options options)
      : limit_(std::move(limit)),
        connection_(std::move(connection)),
        statement_(std::move(statement)),
        plans_(std::move(plans)),
        schema_(schema_of(plans_)),
        options_(std::move(options)) {}

  [[nodiscard]] const core::Schema& schema() const override { return schema_; }

  core::Result<std::int64_t> read(const std::function<core::Result<>(const core::Batch&)>& consumer) override {
    const CancelOnStop cancel(connection_, statement_, limit_->token());
    core::Batch batch(schema_);
    const bool whole = std::ranges::all_of(plans_, [](const auto& plan) { return plan.width != 0; });
    const auto rows = whole ? read_blocks(statement_, plans_, options_, *limit_, batch, consumer)
                            : read_rows(statement_, plans_, options_, *limit_, batch, consumer);
    if (!rows) return with_type_remedy(rows.error(), *connection_.server.row);
    SLUSS_TRY(expect_end(connection_, statement_, options_, *limit_));
    return rows;
  }

 private:
  std::unique_ptr<core::TimeLimit> limit_;  ///< SQLite's handlers use its token to the connection's end
  OpenConnection connection_;
  Handle statement_;
  std::vector<ColumnPlan> plans_;
  core::Schema schema_;
  Options options_;
};

std::unexpected<core::Error> query_error(const OpenConnection& connection, const Handle& statement,
                                         const core::TimeLimit& limit) {
  auto error = call_error(statement, limit, "the database refused the query",
                          "try the query with the database's own tools, as the same user");
  const auto& what = error.error().what;
  const bool denied = what.contains("not authorized") || what.contains("authorization denied");
  if (connection.server.sqlite && denied) {
    error.error().error_class = core::ErrorClass::config;
    error.error().remedy =
        "a job's query is one SELECT: it makes and opens no other file (ATTACH, VACUUM INTO), and sets nothing";
  }
  return error;
}

core::Result<> call(const OpenConnection& connection, const Handle& statement, const std::string& query,
                    const core::TimeLimit& limit, SQLRETURN (*function)(SQLHSTMT, SQLCHAR*, SQLINTEGER)) {
  const auto stop = limit.token();
  if (stop.stop_requested()) return query_error(connection, statement, limit);
  const CancelOnStop cancel(connection, statement, stop);
  std::string text = query;
  const bool good = succeeded(
      function(statement.get(), reinterpret_cast<SQLCHAR*>(text.data()), static_cast<SQLINTEGER>(text.size())));
  if (!good || stop.stop_requested()) return query_error(connection, statement, limit);
  return {};
}

core::Result<Handle> statement_on(const Handle& connection, const Options& options) {
  auto statement = SLUSS_TRY(Handle::make(SQL_HANDLE_STMT, connection.get()));
  SQLSetStmtAttr(statement.get(), SQL_ATTR_QUERY_TIMEOUT, attribute_value(options.query_timeout.count()), 0);
  return statement;
}

/// What the query would give, without running it: where the driver would cut a column, the query around it.
core::Result<std::optional<ExactQuery>> exact_of(const OpenConnection& connection, const Options& options,
                                                 const core::TimeLimit& limit) {
  if (!connection.server.sqlite && !connection.server.postgres) return std::nullopt;
  const auto statement = SLUSS_TRY(statement_on(connection.handle, options));
  SLUSS_TRY(call(connection, statement, statement_of(options.query), limit, SQLPrepare));
  const auto plans = SLUSS_TRY(plan_columns(statement, connection.server, options.bound_bytes));
  return exact_query(connection.server, options.query, plans);
}

/// The executed statement knows the columns better (psqlodbc invents a numeric's precision before), but not their
/// names.
std::vector<ColumnPlan> merged(std::vector<ColumnPlan> executed, const ExactQuery& exact) {
  for (std::size_t index = 0; index < executed.size(); ++index) {
    if (exact.plans[index]) {
      executed[index] = *exact.plans[index];
    } else {
      executed[index].spec.name = exact.names[index];
    }
  }
  return executed;
}

/// Tables compare names without case, and store the offset of an instant in a column beside it.
core::Result<> check_names(const std::vector<ColumnPlan>& plans) {
  std::map<std::string, std::string> names;  // in lower case, as the query has them
  for (const auto& plan : plans) {
    const auto name = core::lower(plan.spec.name);
    if (names.emplace(name, plan.spec.name).second) continue;
    return core::fail(core::ErrorClass::config, "odbc.query", "the query gives two columns named \"" + name + "\"",
                      "name each column in the query (… as name)", {.field = plan.spec.name});
  }
  for (const auto& plan : plans) {
    if (plan.spec.type != core::Type::timestamp_tz) continue;
    const auto met = names.find(core::lower(plan.spec.name) + "__offset");
    if (met == names.end()) continue;
    return core::fail(core::ErrorClass::config, "odbc.query",
                      "the query gives a column " + met->second + ", which is what Sluss adds to " + plan.spec.name +
                          " for its offset",
                      "name " + met->second + " otherwise in the query (… as name)", {.field = met->second});
  }
  return {};
}

}  // namespace

core::Result<std::unique_ptr<Query>> Query::open(const Options& options, std::stop_token stop) {
  auto limit = std::make_unique<core::TimeLimit>(std::move(stop));
  auto connection = SLUSS_TRY(connect(options, limit->token()));
  const core::LimitedTime limited(*limit, options.query_timeout);
  const auto exact = SLUSS_TRY(exact_of(connection, options, *limit));
  auto statement = SLUSS_TRY(statement_on(connection.handle, options));
  SLUSS_TRY(call(connection, statement, exact ? exact->query : statement_of(options.query), *limit, SQLExecDirect));
  auto plans = SLUSS_TRY(plan_columns(statement, connection.server, options.bound_bytes));
  if (plans.empty()) {
    return core::fail(core::ErrorClass::config, "odbc.query", "the query gives no columns",
                      "a job's query is one SELECT");
  }
  if (exact) plans = merged(std::move(plans), *exact);
  SLUSS_TRY(check_names(plans));
  return std::make_unique<OdbcQuery>(std::move(limit), std::move(connection), std::move(statement), std::move(plans),
                                     options);
}

}  // namespace sluss::connectors::odbc
