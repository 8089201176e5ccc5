#pragma once
// How all is: what the daemon answers on its socket, and what `sluss status --json` prints without one.

#include <optional>
#include <string>

#include "daemon/run/state/workplace.h"
#include "daemon/serve/door/operations.h"

namespace sluss::daemon::api {

/// One JSON object. `daemon`: what only the one that serves knows; nothing: none serves. What cannot be read is in it
/// as "error": a status must not fail because something else did.
[[nodiscard]] std::string status_json(run::Workplace& place, const std::optional<door::DaemonState>& daemon);

}  // namespace sluss::daemon::api
