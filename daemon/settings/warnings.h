#pragma once
// What is still valid, and will be refused by the next release, or is hardly meant: `sluss check` prints it and the
// daemon logs it, so that no upgrade stops a service.

#include <optional>
#include <vector>

#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// Of valid settings; reads their files. Each with its place and its remedy.
[[nodiscard]] std::vector<core::Error> warnings_of(const Settings& settings);

/// "serve.nothing" when no job has a schedule: a daemon shows what there is and loads only on request.
[[nodiscard]] std::optional<core::Error> nothing_scheduled(const Settings& settings);

}  // namespace sluss::daemon::settings
