#pragma once
// What is right still, and will be refused by the next release: `sluss check` and the daemon's log tell it, so that no
// upgrade stops a service.

#include <vector>

#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// Of settings that are right; reads their files. Each with its place and its remedy.
[[nodiscard]] std::vector<core::Error> warnings_of(const Settings& settings);

}  // namespace sluss::daemon::settings
