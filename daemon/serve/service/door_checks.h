#pragma once
// What the door needs of this machine, checked before anything is changed: a configuration that cannot be served must
// not have migrated a warehouse first.

#include <filesystem>
#include <optional>
#include <vector>

#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

/// What is wrong whoever checks: users and groups that this machine does not have, certificate and key. Those of
/// api::door_options() and door::tls_context(), one at a time. For `check` and `doctor`, beside a daemon too.
[[nodiscard]] std::vector<core::Error> door_errors(const settings::Settings& settings);

/// What people should know, and no error: the socket's group cannot be given by this process ("control.group": the unit
/// may give the daemon groups that the user who checks has not), link_at().
[[nodiscard]] std::vector<core::Error> door_warnings(const settings::Settings& settings);
/// "control.old_link" while a link is where the socket was up to 0.1: who comes by it cannot be told apart.
[[nodiscard]] std::optional<core::Error> link_at(const std::filesystem::path& old);

/// Before a daemon changes anything in its state: the above, that no other daemon serves it, the socket's folder and
/// name, the address of `listen`. Removes at most a socket that a daemon which is gone has left. Errors: those of
/// door::Door::listen(); busy class "serve.running".
[[nodiscard]] core::Result<> check_door(const settings::Settings& settings);

}  // namespace sluss::daemon::serve
