#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "connectors/odbc/columns.h"
#include "connectors/odbc/connect.h"
#include "connectors/odbc/odbc.h"
#include "connectors/odbc/reader.h"

namespace sluss::connectors::odbc {

namespace {

core::Schema schema_of(const std::vector<ColumnPlan>& plans) {
  std::vector<core::ColumnSpec> columns;
  for (const auto& plan : plans) columns.push_back(plan.spec);
  return core::Schema(std::move(columns));
}

class OdbcQuery final : public Query {
 public:
  OdbcQuery(Connected connected, Handle statement, std::vector<ColumnPlan> plans, Options options, std::stop_token stop)
      : connected_(std::move(connected)),
        statement_(std::move(statement)),
        plans_(std::move(plans)),
        schema_(schema_of(plans_)),
        options_(std::move(options)),
        stop_(std::move(stop)) {}

  [[nodiscard]] const core::Schema& schema() const override { return schema_; }

  core::Result<std::int64_t> read(const std::function<core::Result<>(const core::Batch&)>& consumer) override {
    const std::stop_callback cancel(stop_, [this] { SQLCancel(statement_.get()); });
    core::Batch batch(schema_);
    const bool whole = std::ranges::all_of(plans_, [](const auto& plan) { return plan.width != 0; });
    return whole ? read_blocks(statement_, plans_, options_, stop_, batch, consumer)
                 : read_rows(statement_, plans_, options_, stop_, batch, consumer);
  }

 private:
  Connected connected_;
  Handle statement_;
  std::vector<ColumnPlan> plans_;
  core::Schema schema_;
  Options options_;
  std::stop_token stop_;
};

core::Result<> execute(const Handle& statement, const Options& options, const std::stop_token& stop) {
  SQLSetStmtAttr(statement.get(), SQL_ATTR_QUERY_TIMEOUT, reinterpret_cast<SQLPOINTER>(options.query_timeout.count()),
                 0);
  const std::stop_callback cancel(stop, [&statement] { SQLCancel(statement.get()); });
  std::string text = options.query;
  const auto code =
      SQLExecDirect(statement.get(), reinterpret_cast<SQLCHAR*>(text.data()), static_cast<SQLINTEGER>(text.size()));
  if (succeeded(code)) return {};
  if (stop.stop_requested()) {
    return core::fail(core::ErrorClass::cancelled, "odbc.cancelled", "the query was stopped", "start it again");
  }
  const auto told = diagnostic(statement);
  const bool late = told.state == "HYT00" || told.state == "HYT01" || told.state.starts_with("08");
  return core::fail(late ? core::ErrorClass::transient : core::ErrorClass::source, "odbc.query",
                    "the database refused the query (" + told.state + "): " + told.text,
                    "try the query with the database's own tools, as the same user");
}

}  // namespace

core::Result<std::unique_ptr<Query>> Query::open(const Options& options, std::stop_token stop) {
  SLUSS_ASSIGN(auto connected, connect(options));
  SLUSS_ASSIGN(auto statement, Handle::make(SQL_HANDLE_STMT, connected.connection.get()));
  SLUSS_TRY(execute(statement, options, stop));
  SLUSS_ASSIGN(auto plans, plan_columns(statement, connected.server, options.bound_bytes));
  return std::make_unique<OdbcQuery>(std::move(connected), std::move(statement), std::move(plans), options,
                                     std::move(stop));
}

}  // namespace sluss::connectors::odbc
