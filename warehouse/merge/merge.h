#pragma once
// The comparison of staged facts with the open versions, block by block, in our own code: unchanged rows never reach
// the database.

#include <stop_token>

#include "warehouse/merge/fact_store.h"
#include "warehouse/merge/keys.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::merge {

/// Inside the caller's transaction. Reads and sorts the next block on a thread of its own while one is compared. `keys`
/// gets the names that are new. Storage class "warehouse.not_conserved", cancelled class "run.cancelled".
[[nodiscard]] core::Result<MergeOutcome> merge_facts(FactStore& store, Keys& keys, StagedFacts& staged,
                                                     const MergeOptions& options, core::RunId run,
                                                     const std::stop_token& stop);

}  // namespace sluss::warehouse::merge
