#pragma once
// Who may reach the state: its user. The folder itself may be passed through (the socket, the generations' folder).

#include "core/files.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::runner {

/// Takes from others what releases before this one, or a wide umask, gave them in a state folder that is there. Says
/// once in the log how much it was; afterwards there is nothing left to take. What the configuration means for others
/// (folders of deliveries, of the socket, its own, the group of the warehouse) stays, and so do links, sockets, and
/// what belongs to another user: `doctor` tells of that. What cannot be taken is a warning: the figures matter more.
void tighten_state(core::Files& files, const settings::Settings& settings);

}  // namespace sluss::daemon::runner
