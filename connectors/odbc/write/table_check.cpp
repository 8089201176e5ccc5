#include "connectors/odbc/write/table_check.h"

#include <algorithm>

#include "core/text.h"

namespace sluss::connectors::odbc {
namespace {

using core::Type;

/// Whether the column, as the driver reports it, can hold every value of `wanted`. Databases know fewer types than we
/// do: MariaDB's boolean is a small integer, SQLite stores a decimal as text.
bool holds(const core::ColumnSpec& wanted, const core::ColumnSpec& there) {
  const auto type = there.type;
  switch (wanted.type) {
    case Type::boolean:
      return type == Type::boolean || type == Type::int32 || type == Type::int64;
    case Type::int32:
      return type == Type::int32 || type == Type::int64;
    case Type::int64:
      return type == Type::int64;
    case Type::float64:
      return type == Type::float64;
    case Type::decimal:
      return type == Type::text || (type == Type::decimal && there.scale >= wanted.scale &&
                                    there.precision - there.scale >= wanted.precision - wanted.scale);
    case Type::uuid:
      return type == Type::uuid || type == Type::text;
    case Type::timestamp_tz:
      return type == Type::timestamp_tz || type == Type::timestamp;
    case Type::text:
    case Type::bytes:
    case Type::date:
    case Type::time:
    case Type::timestamp:
      return type == wanted.type;
  }
  return false;
}

}  // namespace

std::vector<std::string> differences(Dialect dialect, const core::Schema& wanted,
                                     const std::vector<TableColumn>& table) {
  std::vector<std::string> found;
  for (const auto& column : wanted) {
    const auto there = std::ranges::find_if(
        table, [&](const auto& one) { return core::lower(one.spec.name) == core::lower(column.name); });
    const auto declared = column_type(dialect, column, false);
    if (there == table.end()) {
      found.push_back("the column " + column.name + " (" + declared + ") is missing");
    } else if (!holds(column, there->spec)) {
      found.push_back("the column " + column.name + " is " +
                      (there->type_name.empty() ? std::string(core::name_of(there->spec.type)) : there->type_name) +
                      " and should be " + declared);
    }
  }
  for (const auto& column : table) {
    const bool known = std::ranges::any_of(
        wanted, [&](const auto& one) { return core::lower(one.name) == core::lower(column.spec.name); });
    if (!known) found.push_back("the column " + column.spec.name + " is not the dataset's");
  }
  return found;
}

}  // namespace sluss::connectors::odbc
