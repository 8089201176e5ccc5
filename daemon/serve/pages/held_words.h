#pragma once
// The evidence of a held series in words.

#include <string>
#include <string_view>

#include "daemon/serve/pages/held_page.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::pages {

/// Why the series is held, in one or two sentences.
[[nodiscard]] std::string why_held(const HeldSeriesView& series, const warehouse::GateLimits& limits);

/// Of a gate that holds all that a load changes, and not the series that it names alone.
[[nodiscard]] bool holds_whole_load(std::string_view gate);

}  // namespace sluss::daemon::pages
