#pragma once
// What a migration would do, tried on a copy; and the check of a generation's file before it is put in place.

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/error.h"
#include "core/files.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/upkeep.h"

namespace sluss::warehouse::duckdb {

/// What start() would do to the schema, done to a copy that is removed again. Errors: "warehouse.newer_schema",
/// "warehouse.newer_file", "warehouse.migration_changed", "warehouse.migration_failed", and what a full disk gives.
/// Calls Options::progress.
[[nodiscard]] core::Result<MigrationTrial> try_migrations(core::Files& files, const Options& options);

/// Opens a generation's file and refuses a newer or changed schema and a newer format. Returns its last run.
[[nodiscard]] core::Result<std::int64_t> check_file(const std::filesystem::path& file, const Options& options);

/// The schema that this program writes: "002-audit".
[[nodiscard]] std::string schema_name();

}  // namespace sluss::warehouse::duckdb
