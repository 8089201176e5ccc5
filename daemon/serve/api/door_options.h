#pragma once
// [control] as the door takes it.

#include "daemon/serve/door/http_door.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::api {

/// Names of users and groups are looked up on this machine. The audit and the status page are the caller's to set.
/// Errors: config class "control.user", "control.group" for a name that this machine does not know.
[[nodiscard]] core::Result<door::Options> door_options(const settings::Settings& settings);

/// <state>/tokens
[[nodiscard]] std::filesystem::path tokens_file(const settings::Settings& settings);

}  // namespace sluss::daemon::api
