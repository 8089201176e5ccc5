#include "transforms/normalise/register/database.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/text.h"
#include "transforms/normalise/register/typed_columns.h"

namespace sluss::transforms::normalise::registers {

core::Result<std::unique_ptr<LoadDatabase>> LoadDatabase::open(const Setting& setting) {
  // One thread: equal rows give equal sums, to the last digit.
  const auto database = SLUSS_TRY(core::duckdb::Database::open(
      {.memory_limit = setting.memory_limit, .threads = 1, .spill = setting.scratch, .external_access = false}));
  auto connection = SLUSS_TRY(database.connect());
  return std::unique_ptr<LoadDatabase>(new LoadDatabase(database, std::move(connection)));
}

core::Result<> LoadDatabase::add_table(const std::string& name, const core::Schema& stored) {
  tables_.push_back({.name = name, .stored = name + std::string(stored_suffix), .schema = stored, .columns = {0}});
  return connection_.execute(
      core::duckdb::create_table_sql(core::sql_name(tables_.back().stored), core::Schema({stored[0]})));
}

std::string LoadDatabase::stored_rows(std::size_t table) const {
  const auto& of = tables_.at(table);
  std::string columns;
  for (std::size_t i = 0; i < of.schema.size(); ++i) {
    const auto name = core::sql_name(of.schema[i].name);
    const bool is_there = std::ranges::find(of.columns, i) != of.columns.end();
    columns += (i == 0 ? "" : ", ") +
               (is_there ? name : fmt::format("cast(null as {}) as {}", core::duckdb::sql_type(of.schema[i]), name));
  }
  return fmt::format("(select {} from {})", columns, core::sql_name(of.stored));
}

core::Result<> LoadDatabase::show(std::size_t table, const std::string& select) {
  return connection_.execute("create or replace view " + core::sql_name(tables_.at(table).name) + " as " + select);
}

core::Result<> LoadDatabase::add_column(Table& table, std::size_t column) {
  if (table.appender) SLUSS_TRY(table.appender->finish());
  table.appender.reset();
  table.columns.push_back(column);
  const auto& spec = table.schema[column];
  return connection_.execute(fmt::format("alter table {} add column {} {}", core::sql_name(table.stored),
                                         core::sql_name(spec.name), core::duckdb::sql_type(spec)));
}

core::Result<> LoadDatabase::append(std::size_t table, const core::Batch& rows) {
  auto& into = tables_.at(table);
  for (std::size_t i = 0; i < rows.columns(); ++i) {
    const bool is_there = std::ranges::find(into.columns, i) != into.columns.end();
    if (!is_there && rows[i].null_count() < rows.rows()) SLUSS_TRY(add_column(into, i));
  }
  if (!into.appender) into.appender.emplace(SLUSS_TRY(core::duckdb::Appender::open(connection_, "main", into.stored)));
  return into.appender->append(rows, into.columns);
}

core::Result<> LoadDatabase::finish() {
  for (auto& table : tables_) {
    if (!table.appender) continue;
    SLUSS_TRY(table.appender->finish());
    table.appender.reset();
  }
  return {};
}

}  // namespace sluss::transforms::normalise::registers
