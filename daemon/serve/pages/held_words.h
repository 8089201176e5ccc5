#pragma once
// The evidence of a held series in words.

#include <string>

#include "daemon/serve/pages/held_page.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::pages {

/// Why the series is held, in one or two sentences.
[[nodiscard]] std::string why_held(const HeldSeriesView& series, const warehouse::GateLimits& limits);

}  // namespace sluss::daemon::pages
