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

core::Result<> LoadDatabase::add_table(const std::string& name, const core::Schema& schema) {
  SLUSS_TRY(connection_.execute(core::duckdb::create_table_sql(core::sql_name(name), schema)));
  tables_.push_back({.name = name});
  return {};
}

core::Result<> LoadDatabase::append(std::size_t table, const core::Batch& rows) {
  auto& [name, appender] = tables_.at(table);
  if (!appender) appender.emplace(SLUSS_TRY(core::duckdb::Appender::open(connection_, "main", name)));
  return appender->append(rows);
}

core::Result<> LoadDatabase::finish() {
  for (auto& [name, appender] : tables_) {
    if (!appender) continue;
    SLUSS_TRY(appender->finish());
    appender.reset();
  }
  return {};
}

}  // namespace sluss::transforms::normalise::registers
