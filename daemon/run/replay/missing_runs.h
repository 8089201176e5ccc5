#pragma once
// Which runs of the journal the warehouse knows.

#include <set>
#include <vector>

#include "core/error.h"
#include "core/ids.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// Committed runs of the journal, by its index.
[[nodiscard]] core::Result<std::set<core::RunId>> runs_in_index(Context& context);

/// Runs that the journal knows, that the warehouse lacks although later ones are in it, ascending. catch_up() cannot
/// apply them: what they brought would close, under a time before theirs, versions that later runs have opened. A
/// rebuild applies all in their order.
[[nodiscard]] core::Result<std::vector<core::RunId>> missing_runs(Context& context);

}  // namespace sluss::daemon::run
