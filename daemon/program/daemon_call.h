#pragma once
// Calls of commands to a daemon that serves the same state folder.

#include <optional>
#include <string>

#include "daemon/program/environment.h"
#include "daemon/serve/door/client.h"

namespace sluss::daemon::program {

/// The settings, for a command that calls the daemon first. A user who may open the unit's socket and not read its
/// configuration gets what a call needs, and no more: `file` is empty then. Errors are printed, and whether a daemon
/// runs all the same.
[[nodiscard]] core::Result<settings::Settings> settings_to_call(Environment& environment);
/// How to reach a daemon that runs on with an earlier configuration, when the one on disk has errors; `file` is empty.
/// Nothing when none answers, or its socket cannot be known.
[[nodiscard]] std::optional<settings::Settings> settings_to_call_despite_errors(Environment& environment);
/// The same for a command that reads the state, and needs only its folders of the configuration: as the daemon's status
/// reports them. Nothing too where it does not, to users who are not operators. Prints that the daemon runs on.
[[nodiscard]] std::optional<settings::Settings> settings_from_daemon(Environment& environment);
/// Prints that a daemon runs on with the configuration that it loaded before.
void print_daemon_runs_on(Environment& environment);

/// Nothing when no daemon runs; the answer is JSON.
[[nodiscard]] core::Result<std::optional<std::string>> call_daemon(Environment& environment,
                                                                   const settings::Settings& settings,
                                                                   const door::ClientRequest& request);
/// `status`: what a daemon answered to /api/v1/status. A socket that the configuration names may be another state's:
/// config class "control.other_state". Nothing is compared where no configuration was read, or the answer has no
/// folder.
[[nodiscard]] core::Result<> check_same_state(const settings::Settings& settings, const std::string& status);
/// As call_daemon(), where a daemon is needed. Busy class "daemon.none" when none runs; "control.other_state" for a
/// request that changes something.
[[nodiscard]] core::Result<std::string> call_running_daemon(Environment& environment,
                                                            const settings::Settings& settings,
                                                            const door::ClientRequest& request);

}  // namespace sluss::daemon::program
