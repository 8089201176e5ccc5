#pragma once
// The comparison of staged facts with the open versions, block by block, in our own code: unchanged rows never reach
// the database.

#include <stop_token>

#include "core/duckdb/duckdb.h"
#include "warehouse/duckdb/keys.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::duckdb {

/// Inside the caller's transaction. Reads and sorts the next block on a thread of its own while one is compared.
[[nodiscard]] core::Result<MergeOutcome> merge_facts(core::duckdb::Connection& connection, Keys& keys,
                                                     StagedFacts& staged, const MergeOptions& options, core::RunId run,
                                                     core::Instant recorded_at, const std::stop_token& stop);

}  // namespace sluss::warehouse::duckdb
