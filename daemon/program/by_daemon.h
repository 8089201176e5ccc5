#pragma once
// What a daemon does for a command, which follows it to its end: a run, a decision, a rebuilding.

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/program/environment.h"
#include "daemon/run/replay/rebuild.h"

namespace sluss::daemon::program {

/// Has the daemon run a job and, unless --no-wait, follows it to its end and shows the run. Nothing when none runs.
[[nodiscard]] core::Result<std::optional<ExitCode>> run_by_daemon(Environment& environment,
                                                                  const settings::Settings& settings);

/// Has the daemon release or discard held rows, and shows the run that it made of it. Nothing when none runs.
[[nodiscard]] core::Result<std::optional<ExitCode>> decide_by_daemon(Environment& environment,
                                                                     const settings::Settings& settings,
                                                                     std::int64_t run,
                                                                     const std::optional<std::string>& series);

/// Has the daemon rebuild the warehouse, and follows it to its end. Nothing when none runs.
[[nodiscard]] core::Result<std::optional<run::RebuildSummary>> rebuild_by_daemon(Environment& environment,
                                                                                 const settings::Settings& settings);

}  // namespace sluss::daemon::program
