#pragma once
// Notifies a source that its run has ended. The run's thread.

#include <memory>
#include <string_view>

#include "connectors/source.h"
#include "core/error.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// A run's source, and what is known of the run so far.
struct Attempt {
  std::unique_ptr<connectors::Source> source;  ///< null: it was not opened, and is not notified
  connectors::RunOutcome outcome;
};

/// What the load counted and could not decode; of one that failed as far as it came.
void put_load(const Load& load, connectors::RunOutcome& outcome);

/// Calls the source, once: of the run that is committed, or failed when `committed` is null. What the source returns or
/// throws is logged and changes nothing.
void report_end(std::string_view job, Attempt& attempt, const RunSummary* committed, const core::Error* error);

}  // namespace sluss::daemon::run
