#pragma once
// Everything that can be found wrong without touching a source or the warehouse.

#include <vector>

#include "daemon/cli/environment.h"

namespace sluss::daemon::cli {

/// Credentials, sets, indicators, datasets, models. All errors.
[[nodiscard]] std::vector<core::Error> validate_all(core::Files& files, const settings::Settings& settings);

}  // namespace sluss::daemon::cli
