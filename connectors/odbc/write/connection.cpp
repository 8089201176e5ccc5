#include "connectors/odbc/write/connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connectors/odbc/words.h"

namespace sluss::connectors::odbc {

using core::ErrorClass;

namespace {

constexpr std::size_t block_octets = 8U << 20U;
constexpr std::size_t bound_octets = 8192;

std::string info(const Handle& connection, SQLUSMALLINT what) {
  std::array<char, 256> text{};
  SQLSMALLINT size = 0;
  if (!succeeded(SQLGetInfo(connection.get(), what, text.data(), static_cast<SQLSMALLINT>(text.size()), &size)))
    return {};
  return words_of(text.data());
}

SQLCHAR* sql_text(std::string& text) {
  return reinterpret_cast<SQLCHAR*>(text.data());
}

/// Not SQLExecDirect: MariaDB's driver (3.1.15) then reads through a null pointer when the connection breaks within the
/// answer.
bool run_query(const Handle& handle, std::string_view sql) {
  std::string text(sql);
  return succeeded(SQLPrepare(handle.get(), sql_text(text), static_cast<SQLINTEGER>(text.size()))) &&
         succeeded(SQLExecute(handle.get()));
}

}  // namespace

core::Result<std::unique_ptr<WritingConnection>> WritingConnection::open(WriteOptions options, std::stop_token stop) {
  auto connection = options.connection;
  connection.writable = true;
  connection.login_timeout = std::chrono::ceil<std::chrono::seconds>(options.connect_timeout);
  connection.stall = std::chrono::ceil<std::chrono::seconds>(options.stall);
  auto limit = std::make_unique<core::TimeLimit>(std::move(stop));
  auto opened = SLUSS_TRY(connect(connection, limit->token()));
  std::unique_ptr<WritingConnection> made(
      new WritingConnection(std::move(limit), std::move(opened), std::move(options)));
  const auto dbms = info(made->connection_.handle, SQL_DBMS_NAME);
  const auto dialect = dialect_of(dbms);
  if (!dialect) {
    return core::fail(ErrorClass::config, "delivery.dialect", "\"" + dbms + "\" is no database that is known here",
                      "Deliver to PostgreSQL, MariaDB, SQL Server or SQLite, or to a folder.",
                      {.file = made->options_.place.file});
  }
  made->dialect_ = *dialect;
  made->product_ = dbms + " " + info(made->connection_.handle, SQL_DBMS_VER);
  if (!succeeded(SQLSetConnectAttr(made->connection_.handle.get(), SQL_ATTR_AUTOCOMMIT,
                                   attribute_value(SQL_AUTOCOMMIT_OFF), 0))) {
    return made->error_of(made->connection_.handle, "a transaction");
  }
  return made;
}

WritingConnection::~WritingConnection() {
  filling_ = {};
  if (!committed_) SQLEndTran(SQL_HANDLE_DBC, connection_.handle.get(), SQL_ROLLBACK);
}

core::Result<Handle> WritingConnection::statement() const {
  auto statement = SLUSS_TRY(Handle::make(SQL_HANDLE_STMT, connection_.handle.get()));
  const auto most = std::chrono::ceil<std::chrono::seconds>(options_.total_timeout);
  SQLSetStmtAttr(statement.get(), SQL_ATTR_QUERY_TIMEOUT, attribute_value(most.count()), 0);
  return statement;
}

std::unexpected<core::Error> WritingConnection::error_of(const Handle& handle, std::string_view sql) const {
  const auto& place = options_.place;
  if (limit_->has_passed()) {
    return core::fail(ErrorClass::transient, "delivery.table", "the database did not answer in time, and was left",
                      "The table is as it was; the next run tries again. See with the database's own tools what it "
                      "waits for, or raise [delivery] total_timeout.",
                      place);
  }
  if (limit_->token().stop_requested())
    return core::fail(ErrorClass::cancelled, "delivery.cancelled", "the delivery was asked to stop",
                      "The table is as it was; the next run delivers.", place);
  const auto reason = diagnostic(handle);
  const auto first_words = std::string(sql.substr(0, sql.find_first_of("(\n")));
  const bool transient = is_transient(reason);
  return core::fail(transient ? ErrorClass::transient : ErrorClass::source, "delivery.table",
                    "the database refused \"" + first_words + "\" (" + reason.state + "): " + reason.text,
                    transient ? "The table is as it was; the next run tries again."
                              : "The table is as it was. See that the user may create, read and write the table and a "
                                "temporary one, and that the values fit its columns.",
                    place);
}

template <class Use>
std::invoke_result_t<Use, const Handle&> WritingConnection::with_statement(std::string_view sql, const Use& use) {
  const auto handle = SLUSS_TRY(statement());
  if (limit_->token().stop_requested()) return error_of(handle, sql);
  const core::LimitedTime limited(*limit_, options_.total_timeout);
  const CancelOnStop cancel(connection_, handle, limit_->token());
  return use(handle);
}

core::Result<> WritingConnection::execute(std::string_view sql) {
  return with_statement(sql, [&](const Handle& handle) -> core::Result<> {
    std::string text(sql);
    const auto code = SQLExecDirect(handle.get(), sql_text(text), static_cast<SQLINTEGER>(text.size()));
    if (succeeded(code) || code == SQL_NO_DATA) return {};
    return error_of(handle, sql);
  });
}

core::Result<std::string> WritingConnection::one_value(std::string_view sql) {
  return with_statement(sql, [&](const Handle& handle) -> core::Result<std::string> {
    if (!run_query(handle, sql)) return error_of(handle, sql);
    const auto fetched = SQLFetch(handle.get());
    if (fetched == SQL_NO_DATA) return std::string();
    std::array<char, 256> value{};
    SQLLEN size = 0;
    if (!succeeded(fetched) || !succeeded(SQLGetData(handle.get(), 1, SQL_C_CHAR, value.data(), value.size(), &size)))
      return error_of(handle, sql);
    return size == SQL_NULL_DATA ? std::string() : words_of(value.data());
  });
}

core::Result<std::vector<TableColumn>> WritingConnection::columns_of(std::string_view sql) {
  return with_statement(sql, [&](const Handle& handle) -> core::Result<std::vector<TableColumn>> {
    if (!run_query(handle, sql)) return error_of(handle, sql);
    const auto plans = SLUSS_TRY(plan_columns(handle, connection_.server, bound_octets));
    std::vector<TableColumn> columns;
    columns.reserve(plans.size());
    for (const auto& plan : plans) columns.push_back({.spec = plan.spec, .type_name = plan.type_name});
    return columns;
  });
}

core::Result<> WritingConnection::insert(const std::string& sql, const core::Batch& batch) {
  if (filling_sql_ != sql) {
    filling_ = SLUSS_TRY(statement());
    std::string text = sql;
    if (!succeeded(SQLPrepare(filling_.get(), sql_text(text), static_cast<SQLINTEGER>(text.size()))))
      return error_of(filling_, sql);
    filling_sql_ = sql;
    plans_.clear();
    for (std::size_t i = 0; i < batch.columns(); ++i) plans_.push_back(parameter_plan(dialect_, batch[i].spec()));
  }
  for (std::size_t first = 0; first < batch.rows();) {
    const auto rows = rows_that_fit(plans_, batch, first, block_octets);
    SLUSS_TRY(insert_rows(batch, first, rows));
    first += rows;
  }
  return {};
}

core::Result<> WritingConnection::insert_rows(const core::Batch& batch, std::size_t first, std::size_t rows) {
  std::vector<ParameterArray> arrays;
  arrays.reserve(batch.columns());
  for (std::size_t i = 0; i < batch.columns(); ++i) {
    auto array = SLUSS_TRY(parameter_array(plans_[i], batch[i], first, rows));
    arrays.push_back(std::move(array));
  }
  SQLFreeStmt(filling_.get(), SQL_RESET_PARAMS);
  SQLULEN processed = 0;
  std::vector<SQLUSMALLINT> status(rows, SQL_PARAM_SUCCESS);
  SQLSetStmtAttr(filling_.get(), SQL_ATTR_PARAM_BIND_TYPE, attribute_value(SQL_PARAM_BIND_BY_COLUMN), 0);
  if (!succeeded(SQLSetStmtAttr(filling_.get(), SQL_ATTR_PARAMSET_SIZE, attribute_value(rows), 0)))
    return error_of(filling_, filling_sql_);
  SQLSetStmtAttr(filling_.get(), SQL_ATTR_PARAM_STATUS_PTR, status.data(), 0);
  SQLSetStmtAttr(filling_.get(), SQL_ATTR_PARAMS_PROCESSED_PTR, &processed, 0);
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    auto& array = arrays[i];
    const auto& plan = array.plan;
    if (!succeeded(SQLBindParameter(filling_.get(), static_cast<SQLUSMALLINT>(i + 1), SQL_PARAM_INPUT, plan.c_type,
                                    plan.sql_type, plan.size, plan.digits, array.data.data(),
                                    static_cast<SQLLEN>(array.width), array.indicators.data())))
      return error_of(filling_, filling_sql_);
  }
  const core::LimitedTime limited(*limit_, options_.total_timeout);
  const CancelOnStop cancel(connection_, filling_, limit_->token());
  const auto code = limit_->token().stop_requested() ? static_cast<SQLRETURN>(SQL_ERROR) : SQLExecute(filling_.get());
  const bool whole = succeeded(code) && processed == rows && std::ranges::none_of(status, [](auto one) {
                       return one == SQL_PARAM_ERROR || one == SQL_PARAM_UNUSED;
                     });
  auto failed = whole ? core::Result<>{} : core::Result<>(error_of(filling_, filling_sql_));
  SQLSetStmtAttr(filling_.get(), SQL_ATTR_PARAM_STATUS_PTR, nullptr, 0);
  SQLSetStmtAttr(filling_.get(), SQL_ATTR_PARAMS_PROCESSED_PTR, nullptr, 0);
  SQLFreeStmt(filling_.get(), SQL_RESET_PARAMS);
  return failed;
}

core::Result<> WritingConnection::commit() {
  filling_ = {};
  filling_sql_.clear();
  if (limit_->token().stop_requested()) return error_of(connection_.handle, "commit");
  if (!succeeded(SQLEndTran(SQL_HANDLE_DBC, connection_.handle.get(), SQL_COMMIT)))
    return error_of(connection_.handle, "commit");
  committed_ = true;
  return {};
}

}  // namespace sluss::connectors::odbc
