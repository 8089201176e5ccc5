#pragma once
// Puts what a load brings of a table into it. Within the writer's transaction; its thread.

#include "core/duckdb/duckdb.h"
#include "core/ids.h"
#include "core/time.h"
#include "warehouse/records.h"
#include "warehouse/table.h"

namespace sluss::warehouse::duckdb {

/// Compares the rows with the open versions, as a set.
[[nodiscard]] core::Result<RowCounts> put_versioned(core::duckdb::Connection& connection, const Table& table,
                                                    const Fill& batches, const Scope& scope, core::RunId run,
                                                    core::Instant at);

/// Creates the table again from its columns.
[[nodiscard]] core::Result<RowCounts> put_replaced(core::duckdb::Connection& connection, const Table& table,
                                                   const Fill& batches);

}  // namespace sluss::warehouse::duckdb
