#pragma once
// Times as the English texts of commands show them. JSON has them in UTC (core::to_text).

#include <string>

#include "core/time.h"

namespace sluss::daemon::views {

/// Swedish time to the minute, with its zone: "2026-07-01 14:00 CEST".
[[nodiscard]] std::string shown_time(core::Instant instant);

}  // namespace sluss::daemon::views
