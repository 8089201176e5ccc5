#pragma once
// What is right still, and will be refused by the next release, or is hardly meant: `sluss check` and the daemon's log
// tell it, so that no upgrade stops a service.

#include <optional>
#include <vector>

#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// Of settings that are right; reads their files. Each with its place and its remedy.
[[nodiscard]] std::vector<core::Error> warnings_of(const Settings& settings);

/// "serve.nothing" when no job says when it runs: a daemon shows what there is and loads only what it is asked to.
[[nodiscard]] std::optional<core::Error> nothing_scheduled(const Settings& settings);

}  // namespace sluss::daemon::settings
