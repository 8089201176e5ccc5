#pragma once
// What `sluss config show` prints.

#include <cstdint>
#include <string>

#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

/// Who reads it: of notifications, users who are not operators see how many recipients there are, and not who.
enum class Audience : std::uint8_t { operators, others };

/// JSON with a line end: every section, defaults and resolved paths too. A secret is shown by the name of its
/// credential alone, and no secret is read for it; a connection is not in it.
[[nodiscard]] std::string shown_settings(const settings::Settings& settings, Audience audience);

}  // namespace sluss::daemon::program
