#include "transforms/normalise/register/typed_columns.h"

#include <map>
#include <string>
#include <utility>

#include "connectors/register/mapping/locate.h"

namespace sluss::transforms::normalise::registers {

using connectors::registers::ColumnType;
using connectors::registers::Table;
using core::Type;

namespace {

Conversion conversion_of(ColumnType type) {
  switch (type) {
    case ColumnType::text:
    case ColumnType::period:
      return Conversion::text;
    case ColumnType::integer:
      return Conversion::integer;
    case ColumnType::number:
    case ColumnType::percent:
      return Conversion::number;
    case ColumnType::date:
      return Conversion::date;
    case ColumnType::boolean:
      return Conversion::boolean;
    case ColumnType::area:
      return Conversion::area;
    case ColumnType::unit:
      return Conversion::unit;
    case ColumnType::code:
      return Conversion::code;
  }
  std::unreachable();
}

Type type_of(Conversion conversion) {
  switch (conversion) {
    case Conversion::integer:
    case Conversion::least:
    case Conversion::most:
      return Type::int64;
    case Conversion::number:
      return Type::float64;
    case Conversion::date:
      return Type::date;
    case Conversion::boolean:
      return Type::boolean;
    default:
      return Type::text;
  }
}

using Conversions = std::map<std::string, TypedColumn, std::less<>>;

void add(Conversions& known, const std::string& name, ColumnType type,
         const connectors::registers::TableColumn* column) {
  const auto conversion = conversion_of(type);
  known[name] = {.conversion = conversion, .column = column};
  if (!connectors::registers::is_figure(type)) return;
  const bool whole = conversion == Conversion::integer;
  known[name + "_least"] = {.conversion = whole ? Conversion::least : Conversion::number, .bound_of = 2};
  known[name + "_most"] = {.conversion = whole ? Conversion::most : Conversion::number, .bound_of = 3};
}

/// By name; what is not here is text.
Conversions conversions_of(const Table& table) {
  Conversions known;
  known["row"].conversion = Conversion::integer;
  for (const auto& column : table.columns) add(known, column.name, column.type, &column);
  if (table.unpivot) add(known, table.unpivot->value, table.unpivot->type, nullptr);
  return known;
}

}  // namespace

TypedColumns typed_columns(const Table& table) {
  const auto known = conversions_of(table);
  TypedColumns typed;
  std::vector<core::ColumnSpec> specs;
  const auto texts = connectors::registers::schema_of(table);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto found = known.find(texts[i].name);
    auto column = found == known.end() ? TypedColumn() : found->second;
    column.from = i;
    column.to = specs.size();
    typed.columns.push_back(column);
    specs.push_back({.name = texts[i].name, .type = type_of(column.conversion)});
    const bool looked_up = column.conversion == Conversion::area || column.conversion == Conversion::unit;
    if (looked_up) specs.push_back({.name = texts[i].name + "_text"});
  }
  typed.schema = core::Schema(std::move(specs));
  return typed;
}

}  // namespace sluss::transforms::normalise::registers
