#include "daemon/settings/socket_place.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "daemon/settings/draft.h"
#include "daemon/settings/load.h"

namespace sluss::daemon::settings {
namespace {

namespace fs = std::filesystem;

bool is_of_the_unit(const Settings& settings) {
  return settings.file == fs::path(unit_configuration) || settings.state == fs::path(unit_state);
}

fs::path in_the_state(const Settings& settings) {
  return settings.state / "sluss.sock";
}

bool names_the_runtime(std::string_view folders) {
  while (!folders.empty()) {
    const auto end = std::min(folders.find(':'), folders.size());
    if (folders.substr(0, end) == unit_runtime) return true;
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return false;
}

}  // namespace

SocketPlace socket_to_make(const Settings& settings, std::string_view runtime) {
  const auto& control = settings.control;
  SocketPlace place{.socket = control.socket.empty() ? in_the_state(settings) : control.socket,
                    .old = {},
                    .group = control.socket_group,
                    .group_configured = !control.socket_group.empty()};
  if (!is_of_the_unit(settings) || !names_the_runtime(runtime)) return place;
  if (!place.group_configured) place.group = unit_group;
  if (control.socket.empty()) place.old = std::exchange(place.socket, unit_socket);
  return place;
}

std::vector<fs::path> sockets_to_try(const Settings& settings) {
  if (const auto& configured = settings.control.socket; !configured.empty()) return {configured};
  if (is_of_the_unit(settings)) return {unit_socket, in_the_state(settings)};
  return {in_the_state(settings)};
}

Settings socket_settings_despite_errors(const fs::path& file) {
  auto read = read_despite_errors(file);
  if (read.state.empty() && file == fs::path(unit_configuration)) read.state = unit_state;
  Settings settings;
  settings.state = std::move(read.state);
  settings.control.socket = std::move(read.control.socket);
  // With the unit's own state folder sockets_to_try() has both places.
  if (settings.control.socket.empty() && file == fs::path(unit_configuration) && settings.state != fs::path(unit_state))
    settings.control.socket = unit_socket;
  return settings;
}

std::optional<Settings> socket_only_settings(const fs::path& file) {
  std::error_code error;
  if (file != fs::path(unit_configuration) || ::access(file.c_str(), R_OK) == 0 || errno != EACCES) return std::nullopt;
  if (!fs::is_socket(fs::path(unit_socket), error)) return std::nullopt;
  Settings settings;
  settings.state = unit_state;
  settings.control.socket = unit_socket;
  return settings;
}

}  // namespace sluss::daemon::settings
