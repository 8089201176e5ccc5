#pragma once
// The daemon's first form: one loop, one run at a time, a door for status, an orderly end.

#include <chrono>

#include "daemon/cli/workspace.h"

namespace sluss::daemon::cli {

/// Serves until `environment.stop`; then no new run begins, the one under way may go on for `drain` and is cancelled
/// after that: what it fetched stays for the next start.
[[nodiscard]] core::Result<ExitCode> serve(Environment& environment, Workspace& workspace,
                                           std::chrono::milliseconds drain);

}  // namespace sluss::daemon::cli
