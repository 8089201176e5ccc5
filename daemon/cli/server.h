#pragma once
// The daemon's first form: one loop, one run at a time, a door for status, an orderly end.

#include <chrono>
#include <memory>

#include "daemon/cli/workspace.h"

namespace sluss::daemon::cli {

/// Errors: config class "serve.nothing" when no job says how often it runs.
[[nodiscard]] core::Result<> check_servable(const settings::Settings& settings);

/// SIGHUP reads the configuration again: a wrong one is told and the old one stays, a right one holds from the next run
/// on. The service manager is told when it is ready, what runs, what comes next, and that the scheduler goes on.
/// Serves until `environment.stop`; then no new run begins, the one under way may go on for `drain` and is cancelled
/// after that: what it fetched stays for the next start.
[[nodiscard]] core::Result<ExitCode> serve(Environment& environment, std::unique_ptr<Workspace> workspace,
                                           std::chrono::milliseconds drain);

}  // namespace sluss::daemon::cli
