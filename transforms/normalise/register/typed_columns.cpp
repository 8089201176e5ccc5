#include "transforms/normalise/register/typed_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "connectors/register/mapping/table_schema.h"
#include "core/text.h"

namespace sluss::transforms::normalise::registers {

using connectors::registers::column_name;
using connectors::registers::ColumnType;
using connectors::registers::file_column;
using connectors::registers::least_after;
using connectors::registers::least_end;
using connectors::registers::level_column;
using connectors::registers::most_after;
using connectors::registers::most_end;
using connectors::registers::row_column;
using connectors::registers::row_columns;
using connectors::registers::sheet_column;
using connectors::registers::status_end;
using connectors::registers::Table;
using connectors::registers::text_end;
using connectors::registers::variant_column;
using core::Type;

namespace {

// No column of a mapping has a blank in its name.
constexpr std::string_view part_column = "the part";

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
  known[column_name(name, status_end)] = {.conversion = Conversion::status};
  known[column_name(name, least_end)] = {.conversion = whole ? Conversion::least : Conversion::number,
                                         .bound_of = least_after};
  known[column_name(name, most_end)] = {.conversion = whole ? Conversion::most : Conversion::number,
                                        .bound_of = most_after};
}

/// By name; what is not here is text.
Conversions conversions_of(const Table& table) {
  Conversions known;
  known[std::string(row_columns[row_column])].conversion = Conversion::integer;
  for (const auto& column : table.columns) add(known, column.name, column.type, &column);
  if (table.unpivot) add(known, table.unpivot->value, table.unpivot->type, nullptr);
  return known;
}

/// What a part has of its rows, by the texts' columns.
constexpr std::array<std::pair<std::string_view, std::string TablePart::*>, 4> of_part{
    {{row_columns[file_column], &TablePart::file},
     {row_columns[sheet_column], &TablePart::sheet},
     {row_columns[level_column], &TablePart::level},
     {row_columns[variant_column], &TablePart::variant}}};

std::string TablePart::* member_of_part(std::string_view name) {
  const auto* const found = std::ranges::find(of_part, name, [](const auto& one) { return one.first; });
  return found == of_part.end() ? nullptr : found->second;
}

bool is_looked_up(Conversion conversion) {
  return conversion == Conversion::area || conversion == Conversion::unit;
}

/// One of the parts' texts by the row's part.
std::string part_sql(const std::vector<TablePart>& parts, std::string TablePart::* member) {
  if (parts.empty()) return "cast(null as varchar)";
  const bool may_be_null = member == &TablePart::level || member == &TablePart::variant;
  std::string texts;
  for (const auto& part : parts) {
    const auto& text = part.*member;
    texts += (texts.empty() ? "" : ", ") + (may_be_null && text.empty() ? "null" : core::sql_text(text));
  }
  return "cast([" + texts + "] as varchar[])[" + core::sql_name(part_column) + "]";
}

}  // namespace

TypedColumns typed_columns(const Table& table, Shape shape) {
  const auto known = conversions_of(table);
  TypedColumns typed;
  std::vector<core::ColumnSpec> specs;
  if (shape == Shape::stored) specs.push_back({.name = std::string(part_column), .type = Type::int32});
  const auto texts = connectors::registers::schema_of(table);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto found = known.find(texts[i].name);
    auto column = found == known.end() ? TypedColumn() : found->second;
    column.from = i;
    if (shape == Shape::whole || i >= row_columns.size() || member_of_part(texts[i].name) == nullptr) {
      column.to = specs.size();
      specs.push_back({.name = texts[i].name, .type = type_of(column.conversion)});
      if (is_looked_up(column.conversion)) specs.push_back({.name = column_name(texts[i].name, text_end)});
    }
    typed.columns.push_back(column);
  }
  typed.schema = core::Schema(std::move(specs));
  return typed;
}

std::string whole_sql(const Table& table, const std::vector<TablePart>& parts, std::string_view stored) {
  const auto known = conversions_of(table);
  const auto texts = connectors::registers::schema_of(table);
  std::string columns;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto name = core::sql_name(texts[i].name);
    const auto found = known.find(texts[i].name);
    const auto column = found == known.end() ? TypedColumn() : found->second;
    const auto member = i < row_columns.size() ? member_of_part(texts[i].name) : nullptr;
    auto value = name;
    if (member != nullptr) {
      value = part_sql(parts, member);
    } else if (column.conversion == Conversion::status) {
      value = fmt::format("coalesce({}, 'final')", name);
    } else if (column.bound_of != 0) {
      value = fmt::format("coalesce({}, {})", name, core::sql_name(texts[i - column.bound_of].name));
    }
    columns += fmt::format("{}{} as {}", i == 0 ? "" : ", ", value, name);
    if (is_looked_up(column.conversion)) {
      const auto text = core::sql_name(column_name(texts[i].name, text_end));
      columns += fmt::format(", coalesce({0}, {1}) as {0}", text, name);
    }
  }
  return fmt::format("select {} from {}", columns, stored);
}

}  // namespace sluss::transforms::normalise::registers
