#include "transforms/normalise/register/figure_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "connectors/register/mapping/table_schema.h"
#include "core/identities.h"
#include "core/period.h"
#include "core/text.h"
#include "transforms/normalise/register/id_text.h"

namespace sluss::transforms::normalise::registers {

using connectors::registers::column_name;
using connectors::registers::ColumnType;
using connectors::registers::least_end;
using connectors::registers::most_end;
using connectors::registers::Table;
using core::sql_name;
using core::sql_text;

namespace {

constexpr std::size_t most_rows = 3;        ///< of one value
constexpr std::size_t most_looked_at = 50;  ///< that have its area, period and value, in whatever dimension

std::string any_of(const std::vector<std::string>& conditions) {
  std::string sql;
  for (const auto& condition : conditions) sql += (sql.empty() ? "" : " or ") + condition;
  return "(" + sql + ")";
}

std::vector<std::string> equal(const Table& table, ColumnType type, const std::string& value) {
  std::vector<std::string> conditions;
  for (const auto& column : table.columns)
    if (column.type == type) conditions.push_back(sql_name(column.name) + " = " + sql_text(value));
  return conditions;
}

std::vector<std::string> has_value(const Table& table, const std::optional<std::string>& value) {
  std::vector<std::string> conditions;
  const auto add = [&](const std::string& name) {
    if (!value) return conditions.push_back(sql_name(name) + " is null");
    const auto number = fmt::format(" = cast({} as double)", sql_text(*value));
    for (const auto end : {std::string_view(), least_end, most_end})
      conditions.push_back(sql_name(column_name(name, end)) + number);
  };
  for (const auto& column : table.columns)
    if (is_figure(column.type)) add(column.name);
  if (table.unpivot) add(table.unpivot->value);
  return conditions;
}

/// Of "register:bilar.antal[alder=65plus;tid=12]" those that are columns of the table.
std::vector<std::pair<std::string, std::string>> dimensions_of(std::string_view indicator, const Table& table) {
  std::vector<std::pair<std::string, std::string>> dimensions;
  const auto begin = indicator.find('[');
  if (begin == std::string_view::npos) return dimensions;
  const auto names = table.unpivot ? names_of(*table.unpivot) : std::vector<std::string>();
  auto rest = indicator.substr(begin + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(";]"), rest.size());
    const auto text = std::string(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto sign = text.find('=');
    const auto name = text.substr(0, sign);
    const bool is_column = std::ranges::any_of(
        table.columns, [&](const auto& column) { return column.name == name && column.type == ColumnType::text; });
    if (sign != std::string::npos && (is_column || std::ranges::find(names, name) != names.end()))
      dimensions.emplace_back(name, text.substr(sign + 1));
  }
  return dimensions;
}

}  // namespace

core::Result<std::vector<core::duckdb::TextRow>> FigureRows::rows_of(const Table& table, const SoughtFigure& sought,
                                                                     const std::string& area,
                                                                     const std::string& indicator) {
  const auto areas = equal(table, ColumnType::area, area);
  const auto values = has_value(table, sought.value);
  if (areas.empty() || values.empty()) return std::vector<core::duckdb::TextRow>();
  auto where = any_of(areas) + " and " + any_of(values);
  const auto period = core::Period::make(sought.fact.kind, sought.fact.period);
  const auto periods = equal(table, ColumnType::period, period ? period->text() : "");
  if (!periods.empty()) where += " and " + any_of(periods);
  const auto dimensions = dimensions_of(indicator, table);
  std::string columns = "file, sheet, \"row\"";
  for (const auto& [name, value] : dimensions) columns += ", " + sql_name(name);
  auto rows = SLUSS_TRY(tables_.rows(fmt::format("select distinct {} from {} where {} order by all limit {}", columns,
                                                 sql_name(table.name), where, most_looked_at)));
  std::erase_if(rows, [&](const auto& row) {
    for (std::size_t i = 0; i < dimensions.size(); ++i)
      if (id_text(row[3 + i].value_or("")) != dimensions[i].second) return true;
    return false;
  });
  return rows;
}

core::Result<> FigureRows::add(const SoughtFigure& sought, const core::FactNames& names,
                               std::vector<core::UnmetRow>& rows) {
  const auto area = std::string(names.areas.text_of(sought.fact.area));
  const auto indicator = std::string(names.indicators.text_of(sought.fact.indicator));
  std::size_t found = 0;
  const auto put = [&](core::UnmetRow row) {
    row.column = core::without_identities(sought.figure);
    row.shown = sought.shown;
    if (rows.size() < core::Unmet::most_rows) rows.push_back(std::move(row));
    ++found;
  };
  for (const auto& table : mapping_.tables) {
    for (const auto& row : SLUSS_TRY(rows_of(table, sought, area, indicator))) {
      if (found == most_rows) break;
      put({.file = core::without_identities(core::one_line(row[0].value_or(""))),
           .sheet = core::without_identities(core::one_line(row[1].value_or(""))),
           .row = core::whole_number(row[2])});
    }
  }
  if (found == 0) put({});
  return {};
}

}  // namespace sluss::transforms::normalise::registers
