// What a migration would do, tried on a copy; and a generation's file looked at before it is put in place.
#include "core/duckdb/duckdb.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/duckdb/generations.h"
#include "warehouse/duckdb/migrations.h"
#include "warehouse/duckdb/newer_file.h"
#include "warehouse/duckdb/writer_lock.h"

namespace sluss::warehouse::duckdb {

namespace {

using core::duckdb::Connection;
using core::duckdb::Database;

/// No reader, writer or start() takes a file of this name.
constexpr std::string_view trial_name = "migration.trial";

core::Result<Database> open_file(const std::filesystem::path& file, const Options& options, bool read_only) {
  auto database = Database::open({.path = file.string(),
                                  .read_only = read_only,
                                  .memory_limit = options.memory_limit,
                                  .threads = 1,
                                  .spill = options.spill_place()});
  if (!database) return std::unexpected(of_opening(std::move(database).error(), file));
  return database;
}

core::Result<> apply(const std::filesystem::path& copy, const Options& options, MigrationTrial& trial) {
  auto database = SLUSS_TRY(open_file(copy, options, false));
  auto connection = SLUSS_TRY(database.connect());
  trial.facts = SLUSS_TRY(connection.number("select count(*) from core.fact"));
  SLUSS_TRY(connection.execute("begin transaction"));
  SLUSS_TRY(migrate(connection, core::SystemClock().now(), options.progress));
  SLUSS_TRY(connection.execute("commit"));
  SLUSS_TRY(connection.execute("checkpoint"));
  const auto after = SLUSS_TRY(connection.number("select count(*) from core.fact"));
  if (after != trial.facts) {
    return core::fail(core::ErrorClass::storage, "warehouse.migration_failed",
                      "of " + std::to_string(trial.facts) + " versions " + std::to_string(after) + " were left",
                      "nothing was changed: go on with the sluss that wrote the warehouse, and report this");
  }
  return {};
}

core::Result<std::vector<std::string>> pending_of(const std::filesystem::path& file, const Options& options) {
  auto database = SLUSS_TRY(open_file(file, options, true));
  auto connection = SLUSS_TRY(database.connect());
  const auto pending = SLUSS_TRY(pending_migrations(connection));
  std::vector<std::string> names;
  for (const auto& migration : pending) names.emplace_back(migration.name);
  return names;
}

}  // namespace

core::Result<MigrationTrial> try_migrations(core::Files& files, const Options& options) {
  const Generations generations(files, options.folder, options.generations);
  const auto current = generations.current();
  MigrationTrial trial;
  if (!current) return trial;
  trial.loaded = true;
  const auto generation = generations.file_of(*current);
  trial.pending = SLUSS_TRY(pending_of(generation, options));
  if (trial.pending.empty()) return trial;
  const auto lock = SLUSS_TRY(WriterLock::take(options.folder, "migration trial"));
  const auto began = std::chrono::steady_clock::now();
  const auto copy = options.folder / trial_name;
  SLUSS_TRY(files.remove(copy));
  if (options.progress) options.progress("copying the warehouse");
  auto done = files.clone(generation, copy);
  if (done) done = apply(copy, options, trial);
  SLUSS_TRY(files.remove(std::filesystem::path(copy.string() + ".wal")));
  SLUSS_TRY(files.remove(copy));
  if (!done) return std::unexpected(std::move(done).error());
  trial.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  return trial;
}

core::Result<std::int64_t> check_file(const std::filesystem::path& file, const Options& options) {
  auto database = open_file(file, options, true);
  if (!database) {
    if (database.error().code == "warehouse.newer_file") return std::unexpected(std::move(database).error());
    return core::fail(core::ErrorClass::storage, "warehouse.damaged", database.error().what, "take another copy of it",
                      core::Place{.file = file.string()});
  }
  auto connection = SLUSS_TRY(database->connect());
  SLUSS_TRY(pending_migrations(connection));
  SLUSS_TRY(connection.number("select count(*) from core.observation_open"));
  return connection.number("select coalesce(max(run_id), 0) from meta.run");
}

std::string schema_name() {
  const auto all = embedded_migrations();
  return all.empty() ? std::string() : std::string(all.back().name);
}

}  // namespace sluss::warehouse::duckdb
