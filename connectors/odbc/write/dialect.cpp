#include "connectors/odbc/write/dialect.h"

#include "core/text.h"

namespace sluss::connectors::odbc {

std::string_view name_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::postgresql:
      return "postgresql";
    case Dialect::mariadb:
      return "mariadb";
    case Dialect::sqlite:
      return "sqlite";
    case Dialect::sql_server:
      return "sql_server";
  }
  return "";
}

std::optional<Dialect> dialect_of(std::string_view dbms_name) {
  const auto name = core::lower(dbms_name);
  if (name.find("postgres") != std::string::npos) return Dialect::postgresql;
  if (name.find("mariadb") != std::string::npos || name.find("mysql") != std::string::npos) return Dialect::mariadb;
  if (name.find("sqlite") != std::string::npos) return Dialect::sqlite;
  if (name.find("sql server") != std::string::npos) return Dialect::sql_server;
  return std::nullopt;
}

}  // namespace sluss::connectors::odbc
