// What a column is declared as, for each dialect.
#include "connectors/odbc/write/dialect.h"

namespace sluss::connectors::odbc {
namespace {

using core::Type;

std::string decimal_type(const core::ColumnSpec& column) {
  return "decimal(" + std::to_string(column.precision) + ", " + std::to_string(column.scale) + ")";
}

std::string postgresql_type(const core::ColumnSpec& column) {
  switch (column.type) {
    case Type::boolean:
      return "boolean";
    case Type::int32:
      return "integer";
    case Type::int64:
      return "bigint";
    case Type::float64:
      return "double precision";
    case Type::decimal:
      return decimal_type(column);
    case Type::text:
      return "text";
    case Type::bytes:
      return "bytea";
    case Type::uuid:
      return "uuid";
    case Type::date:
      return "date";
    case Type::time:
      return "time";
    case Type::timestamp:
      return "timestamp";
    case Type::timestamp_tz:
      return "timestamptz";
  }
  return {};
}

/// A key may not be a long text; 191 characters of four octets fit into the oldest index of InnoDB.
std::string mariadb_type(const core::ColumnSpec& column, bool is_key) {
  switch (column.type) {
    case Type::boolean:
      return "boolean";
    case Type::int32:
      return "int";
    case Type::int64:
      return "bigint";
    case Type::float64:
      return "double";
    case Type::decimal:
      return decimal_type(column);
    case Type::text:
      return is_key ? "varchar(191)" : "longtext";
    case Type::bytes:
      return is_key ? "varbinary(191)" : "longblob";
    case Type::uuid:
      return "char(36)";
    case Type::date:
      return "date";
    case Type::time:
      return "time(6)";
    case Type::timestamp:
    case Type::timestamp_tz:
      return "datetime(6)";
  }
  return {};
}

std::string sqlite_type(const core::ColumnSpec& column) {
  switch (column.type) {
    case Type::boolean:
      return "boolean";
    case Type::int32:
    case Type::int64:
      return "integer";
    case Type::float64:
      return "double";
    case Type::decimal:
    case Type::text:
    case Type::uuid:
      return "text";
    case Type::bytes:
      return "blob";
    case Type::date:
      return "date";
    case Type::time:
      return "time";
    case Type::timestamp:
    case Type::timestamp_tz:
      return "timestamp";
  }
  return {};
}

/// 900 octets are the most of a key: 200 characters leave room for three of them beside one another.
std::string sql_server_type(const core::ColumnSpec& column, bool is_key) {
  switch (column.type) {
    case Type::boolean:
      return "bit";
    case Type::int32:
      return "int";
    case Type::int64:
      return "bigint";
    case Type::float64:
      return "float(53)";
    case Type::decimal:
      return decimal_type(column);
    case Type::text:
      return is_key ? "nvarchar(200)" : "nvarchar(max)";
    case Type::bytes:
      return is_key ? "varbinary(200)" : "varbinary(max)";
    case Type::uuid:
      return "uniqueidentifier";
    case Type::date:
      return "date";
    case Type::time:
      return "time(6)";
    case Type::timestamp:
      return "datetime2(6)";
    case Type::timestamp_tz:
      return "datetimeoffset(6)";
  }
  return {};
}

}  // namespace

std::string column_type(Dialect dialect, const core::ColumnSpec& column, bool is_key) {
  switch (dialect) {
    case Dialect::postgresql:
      return postgresql_type(column);
    case Dialect::mariadb:
      return mariadb_type(column, is_key);
    case Dialect::sqlite:
      return sqlite_type(column);
    case Dialect::sql_server:
      return sql_server_type(column, is_key);
  }
  return {};
}

}  // namespace sluss::connectors::odbc
