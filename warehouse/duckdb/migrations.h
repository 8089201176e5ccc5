#pragma once
// The schema's history. Forward only; each migration is applied once and remembered with its checksum.

#include <functional>
#include <span>
#include <string_view>

#include "core/duckdb/duckdb.h"
#include "core/error.h"
#include "core/time.h"

namespace sluss::warehouse::duckdb {

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

/// In order of their numbers.
[[nodiscard]] std::span<const Migration> embedded_migrations();

/// What a database needs. Config class "warehouse.newer_schema" when it was written by a newer program,
/// "warehouse.migration_changed" when an applied migration's text is not this program's.
[[nodiscard]] core::Result<std::span<const Migration>> pending_migrations(core::duckdb::Connection& connection);

/// Inside the caller's transaction. Also creates the views again. `begins` is called with each migration's name before
/// it. Storage class "warehouse.migration_failed".
[[nodiscard]] core::Result<> migrate(core::duckdb::Connection& connection, core::Instant now,
                                     const std::function<void(std::string_view)>& begins = {});

}  // namespace sluss::warehouse::duckdb
