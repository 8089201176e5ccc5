#pragma once
// Which SQL a database speaks, and what a column is declared as in it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/batch.h"

namespace sluss::connectors::odbc {

enum class Dialect : std::uint8_t { postgresql, mariadb, sqlite, sql_server };
[[nodiscard]] std::string_view name_of(Dialect dialect);
/// By the database's name as its driver reports it (SQL_DBMS_NAME): "PostgreSQL", "MariaDB", "MySQL", "SQLite",
/// "Microsoft SQL Server".
[[nodiscard]] std::optional<Dialect> dialect_of(std::string_view dbms_name);

/// What a column is declared as.
[[nodiscard]] std::string column_type(Dialect dialect, const core::ColumnSpec& column, bool is_key);

}  // namespace sluss::connectors::odbc
