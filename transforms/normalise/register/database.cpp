#include "transforms/normalise/register/database.h"

#include <utility>

#include "core/text.h"

namespace sluss::transforms::normalise::registers {

core::Result<std::unique_ptr<LoadDatabase>> LoadDatabase::open(const Setting& setting) {
  // One thread: equal rows give equal sums, to the last digit.
  const auto database = SLUSS_TRY(core::duckdb::Database::open(
      {.memory_limit = setting.memory_limit, .threads = 1, .spill = setting.scratch, .external_access = false}));
  auto connection = SLUSS_TRY(database.connect());
  return std::unique_ptr<LoadDatabase>(new LoadDatabase(database, std::move(connection)));
}

core::Result<> LoadDatabase::add_table(const std::string& name, const core::Schema& stored) {
  tables_.push_back({.name = name, .stored = name + " as stored"});
  return connection_.execute(core::duckdb::create_table_sql(stored_name(tables_.size() - 1), stored));
}

std::string LoadDatabase::stored_name(std::size_t table) const {
  return core::sql_name(tables_.at(table).stored);
}

core::Result<> LoadDatabase::show(std::size_t table, const std::string& select) {
  return connection_.execute("create or replace view " + core::sql_name(tables_.at(table).name) + " as " + select);
}

core::Result<> LoadDatabase::append(std::size_t table, const core::Batch& rows) {
  auto& into = tables_.at(table);
  if (!into.appender) into.appender.emplace(SLUSS_TRY(core::duckdb::Appender::open(connection_, "main", into.stored)));
  return into.appender->append(rows);
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
