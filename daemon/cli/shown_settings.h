#pragma once
// What `sluss config show` prints.

#include <string>

#include "daemon/settings/settings.h"

namespace sluss::daemon::cli {

/// JSON with a line end. No secret is read for it, and no connection is in it.
[[nodiscard]] std::string shown_settings(const settings::Settings& settings);

}  // namespace sluss::daemon::cli
