#include "connectors/odbc/columns.h"

#include <algorithm>
#include <array>
#include <limits>

#include "connectors/odbc/words.h"
#include "core/text.h"

namespace sluss::connectors::odbc {

namespace {

constexpr SQLSMALLINT sql_server_timestamp_offset = -155;
constexpr SQLSMALLINT sql_server_time = -154;
constexpr std::size_t number_width = 64;  ///< 38 digits, sign, point, exponent; a timestamp with offset

std::string attribute(const Handle& statement, SQLUSMALLINT column, SQLUSMALLINT field) {
  std::array<char, 512> text{};
  SQLSMALLINT size = 0;
  if (!succeeded(SQLColAttribute(statement.get(), column, field, text.data(), static_cast<SQLSMALLINT>(text.size()),
                                 &size, nullptr))) {
    return {};
  }
  return words_of({text.data(), static_cast<std::size_t>(std::clamp<SQLSMALLINT>(size, 0, 511))});
}

bool is_unsigned(const Handle& statement, SQLUSMALLINT column) {
  SQLLEN value = 0;
  return succeeded(SQLColAttribute(statement.get(), column, SQL_DESC_UNSIGNED, nullptr, 0, nullptr, &value)) &&
         value == SQL_TRUE;
}

struct ColumnDescription {
  std::string name;
  SQLSMALLINT type = 0;
  SQLULEN size = 0;
  SQLSMALLINT digits = 0;
  bool nullable = true;
  std::string type_name;
};

core::Result<ColumnDescription> describe(const Handle& statement, SQLUSMALLINT column) {
  ColumnDescription column_description;
  std::vector<SQLCHAR> name(std::numeric_limits<SQLSMALLINT>::max());  // the most that ODBC can pass
  SQLSMALLINT size = 0, nullable = 0;
  if (!succeeded(SQLDescribeCol(statement.get(), column, name.data(), static_cast<SQLSMALLINT>(name.size()), &size,
                                &column_description.type, &column_description.size, &column_description.digits,
                                &nullable))) {
    const auto reason = diagnostic(statement);
    return core::fail(core::ErrorClass::source, "odbc.type",
                      "the driver does not describe column " + std::to_string(column) + ": " + reason.text,
                      "name and cast the column in the query");
  }
  name.back() = 0;
  column_description.name = words_of(reinterpret_cast<const char*>(name.data()));
  if (column_description.name.empty()) column_description.name = "column" + std::to_string(column);
  column_description.nullable = nullable != SQL_NO_NULLS;
  column_description.type_name = core::lower(attribute(statement, column, SQL_DESC_TYPE_NAME));
  return column_description;
}

void plan_number(ColumnPlan& plan, const ColumnDescription& column, const Server& server, bool without_sign) {
  plan.fetch = Fetch::number_text;
  plan.width = number_width;
  if (column.type == SQL_BIGINT || server.sqlite) {  // SQLite's INTEGER has 64 bits whatever the driver reports
    plan.spec.type = core::Type::int64;
    if (!without_sign) return;
    plan.spec.type = core::Type::decimal;
    plan.spec.precision = 20;
    plan.spec.scale = 0;
    return;
  }
  plan.spec.type = without_sign && column.type == SQL_INTEGER ? core::Type::int64 : core::Type::int32;
}

/// A decimal without a stated precision (PostgreSQL's bare numeric) becomes text, which keeps its digits.
void plan_decimal(ColumnPlan& plan, const ColumnDescription& column, const Server& server) {
  plan.fetch = Fetch::number_text;
  plan.width = 0;
  const bool stated =
      column.size >= 1 && column.size <= 38 && column.digits >= 0 && static_cast<SQLULEN>(column.digits) <= column.size;
  // psqlodbc reports 28 digits, 6 of them decimals, for a table's numeric that has no precision.
  const bool invented = server.postgres && column.size == 28 && column.digits == 6;
  if (!stated || invented || server.sqlite) {
    plan.spec.type = core::Type::text;
    plan.fetch = Fetch::text_utf8;
    return;
  }
  plan.spec.type = core::Type::decimal;
  plan.spec.precision = static_cast<std::uint8_t>(column.size);
  plan.spec.scale = static_cast<std::uint8_t>(column.digits);
  plan.width = number_width;
}

void plan_text(ColumnPlan& plan, const ColumnDescription& column, const Server& server, std::size_t bound_bytes) {
  plan.spec.type = core::Type::text;
  plan.fetch = server.sqlite ? Fetch::text_utf8 : Fetch::text_wide;
  const std::size_t unit = plan.fetch == Fetch::text_wide ? sizeof(SQLWCHAR) * 2 : 4;
  const bool known = column.size >= 1 && column.size < bound_bytes / unit;
  plan.width = known && !server.sqlite ? (column.size + 1) * unit : 0;
}

void plan_by_type(ColumnPlan& plan, const ColumnDescription& column, const Server& server, std::size_t bound_bytes,
                  bool without_sign) {
  switch (column.type) {
    case SQL_BIT:
      plan.spec.type = core::Type::boolean;
      plan.fetch = server.row->bit_is_octet ? Fetch::octets : Fetch::number_text;
      plan.width = number_width;
      return;
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
      return plan_number(plan, column, server, without_sign);
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
      plan.spec.type = core::Type::float64;
      plan.fetch = Fetch::float64;
      plan.width = sizeof(double);
      return;
    case SQL_DECIMAL:
    case SQL_NUMERIC:
      return plan_decimal(plan, column, server);
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
      plan.spec.type = core::Type::bytes;
      plan.fetch = Fetch::octets;
      return;
    case SQL_GUID:
      plan.spec.type = core::Type::uuid;
      plan.fetch = Fetch::number_text;
      plan.width = number_width;
      return;
    case SQL_TYPE_DATE:
    case SQL_DATE:
      plan.spec.type = core::Type::date;
      plan.fetch = Fetch::number_text;
      plan.width = number_width;
      return;
    case SQL_TYPE_TIME:
    case SQL_TIME:
    case sql_server_time:
      plan.spec.type = core::Type::time;
      plan.fetch = Fetch::number_text;
      plan.width = number_width;
      return;
    case SQL_TYPE_TIMESTAMP:
    case SQL_TIMESTAMP:
      plan.spec.type = column.type_name == "timestamptz" ? core::Type::timestamp_tz : core::Type::timestamp;
      plan.fetch = Fetch::number_text;
      plan.width = number_width;
      return;
    case sql_server_timestamp_offset:
      plan.spec.type = core::Type::timestamp_tz;
      plan.fetch = Fetch::number_text;
      plan.width = number_width;
      return;
    default:
      plan_text(plan, column, server, bound_bytes);
  }
}

}  // namespace

core::Result<Server> server_of(const Handle& connection) {
  std::array<char, 257> name{};
  SQLSMALLINT size = 0;
  if (!succeeded(SQLGetInfo(connection.get(), SQL_DRIVER_NAME, name.data(), static_cast<SQLSMALLINT>(name.size() - 1),
                            &size))) {
    return core::fail(core::ErrorClass::source, "odbc.connect", "the driver does not report its name",
                      "check the driver's installation (odbcinst -q -d)");
  }
  Server server;
  server.driver = core::lower(words_of(name.data()));
  server.row = &driver_named(server.driver);
  server.sqlite = server.driver.find("sqlite") != std::string::npos;
  server.postgres = server.driver.find("psqlodbc") != std::string::npos;
  server.mariadb = server.driver.find("libmaodbc") != std::string::npos;
  return server;
}

core::Result<std::vector<ColumnPlan>> plan_columns(const Handle& statement, const Server& server,
                                                   std::size_t bound_bytes) {
  SQLSMALLINT count = 0;
  if (!succeeded(SQLNumResultCols(statement.get(), &count))) {
    const auto reason = diagnostic(statement);
    return core::fail(core::ErrorClass::source, "odbc.query",
                      "the database refused the query (" + reason.state + "): " + reason.text,
                      "try the query with the database's own tools, as the same user");
  }
  std::vector<ColumnPlan> plans;
  for (SQLUSMALLINT index = 1; index <= static_cast<SQLUSMALLINT>(count); ++index) {
    const auto column = SLUSS_TRY(describe(statement, index));
    ColumnPlan plan;
    plan.spec.name = column.name;
    plan.spec.nullable = column.nullable;
    plan.type_name = column.type_name;
    plan_by_type(plan, column, server, bound_bytes, is_unsigned(statement, index));
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace sluss::connectors::odbc
