#pragma once
// [[publish]]: datasets that a run has changed go to their folders.

#include <vector>

#include "daemon/runner/runner.h"
#include "transforms/datasets/export.h"

namespace sluss::daemon::runner {

struct Published {
  std::vector<transforms::datasets::Exported> files;
  std::vector<core::Error> errors;  ///< one a target that failed; the others were written
};

/// Every configured target where another content lies than the warehouse has: what this run changed, and what an
/// earlier one could not finish.
[[nodiscard]] core::Result<Published> publish(Context& context, const RunSummary& summary, std::stop_token stop);

}  // namespace sluss::daemon::runner
