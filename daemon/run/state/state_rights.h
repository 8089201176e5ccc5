#pragma once
// Who may reach the state: its user. The folder itself may be passed through (the socket, the generations' folder).

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/files.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::run {

/// What the program moved aside keeps rights that it needed in its place: <state>/before-restore-TIME,
/// <warehouse>.before-rebuild.
inline constexpr std::string_view moved_by_restore = "before-restore-";
inline constexpr std::string_view moved_by_rebuild = ".before-rebuild";

/// Takes from others what releases before this one, or a wide umask, gave them in a state folder that is there. Logs
/// once how much it was, but for what the program itself moved aside; afterwards there is nothing left to
/// take. What the configuration means for others (folders of deliveries, of the socket, its own, the group of the
/// warehouse) stays, and so do links, sockets, and what belongs to another user: `doctor` reports that. What cannot be
/// taken is a warning: the figures matter more.
void tighten_state(core::Files& files, const settings::Settings& settings);

struct OpenToOthers {
  std::int64_t count = 0;
  std::filesystem::path first = {};
  std::uint32_t first_mode = 0;  ///< as for chmod
};
/// What tighten_state() would take, run by `owner`. Changes nothing.
[[nodiscard]] OpenToOthers find_open_to_others(core::Files& files, const settings::Settings& settings, uid_t owner);

}  // namespace sluss::daemon::run
