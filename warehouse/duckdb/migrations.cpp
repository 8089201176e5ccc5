#include "warehouse/duckdb/migrations.h"

#include "core/ids.h"
#include "warehouse/duckdb/views.h"

namespace sluss::warehouse::duckdb {

namespace {

std::string checksum(const Migration& migration) {
  return core::Sha256::of(migration.sql).hex();
}

core::Result<bool> has_history(core::duckdb::Connection& connection) {
  const auto tables =
      SLUSS_TRY(connection.number("select count(*) from information_schema.tables where table_schema = 'meta' and "
                                  "table_name = 'migration'"));
  return tables > 0;
}

}  // namespace

core::Result<std::span<const Migration>> pending_migrations(core::duckdb::Connection& connection) {
  const auto all = embedded_migrations();
  const bool known = SLUSS_TRY(has_history(connection));
  if (!known) return all;
  const auto applied = SLUSS_TRY(connection.rows("select number, name, checksum from meta.migration order by number"));
  if (applied.size() > all.size())
    return core::fail(core::ErrorClass::config, "warehouse.newer_schema",
                      "the warehouse was written by a newer sluss (" + applied.back()[1].value_or("") + ")",
                      "use the sluss that wrote it, or a newer one");
  for (std::size_t i = 0; i < applied.size(); ++i) {
    if (applied[i][2] != checksum(all[i]))
      return core::fail(core::ErrorClass::config, "warehouse.migration_changed",
                        "the warehouse's migration " + applied[i][1].value_or("") + " is not this program's",
                        "use the sluss that wrote it, or rebuild the warehouse: sluss doctor --rebuild");
  }
  return all.subspan(applied.size());
}

core::Result<> migrate(core::duckdb::Connection& connection, core::Instant now,
                       const std::function<void(std::string_view)>& begins) {
  SLUSS_TRY(connection.execute(
      "create schema if not exists meta; create table if not exists meta.migration (number integer not null, name text "
      "not null, checksum text not null, applied_at timestamp not null)"));
  const auto pending = SLUSS_TRY(pending_migrations(connection));
  for (const Migration& migration : pending) {
    if (begins) begins("migration " + std::string(migration.name));
    if (const auto done = connection.execute(std::string(migration.sql)); !done) {
      return core::fail(core::ErrorClass::storage, "warehouse.migration_failed",
                        "migration " + std::string(migration.name) + ": " + done.error().what,
                        "nothing was changed: go on with the sluss that wrote the warehouse, and report this");
    }
    const core::duckdb::Value values[] = {migration.number, std::string(migration.name), checksum(migration),
                                          now.micros};
    SLUSS_TRY(
        connection.execute_with("insert into meta.migration values (?, ?, ?, make_timestamp(?::bigint))", values));
  }
  return connection.execute(file_views_sql());
}

}  // namespace sluss::warehouse::duckdb
