#pragma once
// What commands ask of a daemon that serves the same state folder.

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/cli/environment.h"
#include "daemon/control/client.h"

namespace sluss::daemon::cli {

/// Nothing when no daemon runs; the answer is JSON.
[[nodiscard]] core::Result<std::optional<std::string>> ask_daemon(Environment& environment,
                                                                  const settings::Settings& settings,
                                                                  const control::Asked& asked);
/// The same, where a daemon is needed. Busy class "daemon.none" when none runs.
[[nodiscard]] core::Result<std::string> ask_running_daemon(Environment& environment, const settings::Settings& settings,
                                                           const control::Asked& asked);

/// Has the daemon run a job and, unless --no-wait, follows it to its end and shows the run. Nothing when none runs.
[[nodiscard]] core::Result<std::optional<ExitCode>> run_by_daemon(Environment& environment,
                                                                  const settings::Settings& settings);

/// Has the daemon release or discard held rows, and shows the run that it made of it. Nothing when none runs.
[[nodiscard]] core::Result<std::optional<ExitCode>> decide_by_daemon(Environment& environment,
                                                                     const settings::Settings& settings,
                                                                     std::int64_t run,
                                                                     const std::optional<std::string>& series);

}  // namespace sluss::daemon::cli
