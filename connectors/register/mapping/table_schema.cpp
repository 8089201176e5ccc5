#include "connectors/register/mapping/table_schema.h"

#include <utility>

#include "connectors/register/mapping/checks.h"

namespace sluss::connectors::registers {

std::vector<std::string> column_names(const std::string& name, bool figure) {
  std::vector<std::string> names{name};
  for (std::size_t i = 0; figure && i < figure_ends.size(); ++i) names.push_back(column_name(name, figure_ends[i]));
  return names;
}

core::Schema schema_of(const Table& table) {
  std::vector<core::ColumnSpec> columns;
  const auto add = [&](const std::vector<std::string>& names) {
    for (const auto& name : names) columns.push_back({.name = name});
  };
  add({row_columns.begin(), row_columns.end()});
  for (const auto& column : table.columns) add(column_names(column.name, is_figure(column.type)));
  if (table.unpivot) {
    add(names_of(*table.unpivot));
    add(column_names(table.unpivot->value, is_figure(table.unpivot->type)));
  }
  return core::Schema(std::move(columns));
}

core::Batch whole_texts(const Table& table, const core::Batch& rows) {
  core::Batch whole(rows.schema());
  for (std::size_t i = 0; i < rows.columns(); ++i) whole[i] = rows[i];
  const auto fill = [&](const std::string& figure) {
    const auto at = *rows.schema().find(figure);
    for (std::size_t end = 1; end <= figure_ends.size(); ++end) {
      auto& column = whole[at + end];
      column.clear();
      for (std::size_t row = 0; row < rows.rows(); ++row) {
        const auto& own = rows[at + end];
        const auto& from = own.is_null(row) && end != status_after ? rows[at] : own;
        if (!from.is_null(row))
          column.append_text(from.text(row));
        else if (end == status_after)
          column.append_text("final");
        else
          column.append_null();
      }
    }
  };
  for (const auto& column : table.columns)
    if (is_figure(column.type)) fill(column.name);
  if (table.unpivot && is_figure(table.unpivot->type)) fill(table.unpivot->value);
  return whole;
}

}  // namespace sluss::connectors::registers
