#pragma once
// [[publish]]: datasets that a run has changed go to where people and machines fetch them.

#include <vector>

#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

struct Published {
  std::vector<deliver::Delivery> deliveries;
  std::vector<core::Error> errors;  ///< one a target that failed; the others were delivered
};

/// Every configured target where another content lies than the warehouse has: what this run changed, and what an
/// earlier one could not deliver. Runs take turns, also those of other processes. What was delivered stands in the
/// journal before it counts as delivered.
[[nodiscard]] core::Result<Published> publish(Context& context, const RunSummary& summary, std::stop_token stop);

/// The same, into the summary: the run stands whatever happens here; a target that cannot be written is told, and tried
/// again by the next run.
void publish_changed(Context& context, RunSummary& summary, const std::stop_token& stop);

}  // namespace sluss::daemon::run
