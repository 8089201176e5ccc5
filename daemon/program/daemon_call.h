#pragma once
// What commands ask of a daemon that serves the same state folder.

#include <optional>
#include <string>

#include "daemon/program/environment.h"
#include "daemon/serve/door/client.h"

namespace sluss::daemon::program {

/// The settings, for a command that asks the daemon first. Somebody who may open the unit's socket and not read its
/// configuration gets what asking takes, and no more: `file` is empty then.
/// Errors are printed; that a daemon runs all the same is said.
[[nodiscard]] core::Result<settings::Settings> settings_to_ask(Environment& environment);
/// Where a daemon runs on with an earlier configuration, when the one on disk has errors; `file` is empty. Nothing when
/// none answers there, or where it would cannot be told.
[[nodiscard]] std::optional<settings::Settings> settings_of_the_running(Environment& environment);
/// The same for a command that looks into the state, and asks nothing of the configuration but where that lies: as the
/// daemon tells it. Nothing too where it does not: to those who may not operate it. That it runs on is said.
[[nodiscard]] std::optional<settings::Settings> settings_to_look(Environment& environment);
/// That a daemon runs on with the configuration that it took before.
void say_it_runs_on(Environment& environment);

/// Nothing when no daemon runs; the answer is JSON.
[[nodiscard]] core::Result<std::optional<std::string>> ask_daemon(Environment& environment,
                                                                  const settings::Settings& settings,
                                                                  const door::ClientRequest& request);
/// `status`: what a daemon answered to /api/v1/status. A socket that the configuration names may be another state's:
/// config class "control.other_state". Nothing is compared where no configuration was read, or no folder is told.
[[nodiscard]] core::Result<> check_same_state(const settings::Settings& settings, const std::string& status);
/// As ask_daemon(), where a daemon is needed. Busy class "daemon.none" when none runs; and "control.other_state" of
/// what is to change something.
[[nodiscard]] core::Result<std::string> ask_running_daemon(Environment& environment, const settings::Settings& settings,
                                                           const door::ClientRequest& request);

}  // namespace sluss::daemon::program
