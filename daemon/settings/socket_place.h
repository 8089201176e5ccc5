#pragma once
// Where the daemon's socket is: one rule for the daemon, which makes it, and for the commands, which look for it.
//
// `[control] socket` when it is configured. Else, for the installation that the package's unit serves
// (/etc/sluss/sluss.toml, or the state folder /var/lib/sluss), /run/sluss/sluss.sock while the daemon runs under that
// unit. Else, and by hand, <state>/sluss.sock.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/door/local_socket.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

inline constexpr std::string_view unit_configuration = "/etc/sluss/sluss.toml";
inline constexpr std::string_view unit_state = "/var/lib/sluss";
inline constexpr std::string_view unit_runtime = "/run/sluss";  ///< the unit's RuntimeDirectory=
using door::unit_socket;
inline constexpr std::string_view unit_group = "sluss-door";

struct SocketPlace {
  std::filesystem::path socket;
  /// Where it was up to 0.1: a link there leads to the socket. Empty: none.
  std::filesystem::path old;
  std::string group;              ///< empty: the daemon's own
  bool group_configured = false;  ///< false: when it cannot be had, the daemon's own will do
};

/// For a daemon. `runtime` is $RUNTIME_DIRECTORY, which systemd sets under a unit: folders with colons between; empty
/// by hand.
[[nodiscard]] SocketPlace socket_to_make(const Settings& settings, std::string_view runtime);
/// For a command: in this order, the first where a daemon answers.
[[nodiscard]] std::vector<std::filesystem::path> sockets_to_try(const Settings& settings);

/// For a command by a user who may open the unit's socket and not read its configuration: `file` is that configuration,
/// it may not be read, and there is a socket. These settings suffice to call the daemon, and for nothing else.
[[nodiscard]] std::optional<Settings> socket_only_settings(const std::filesystem::path& file);

/// For a command whose configuration has errors: where a daemon that runs with an earlier one may be reached. `state`
/// is empty when neither it nor the socket is known; `file` is empty, as these settings are for nothing else.
[[nodiscard]] Settings socket_settings_despite_errors(const std::filesystem::path& file);

}  // namespace sluss::daemon::settings
