#pragma once
// Durations as people write them.

#include <chrono>
#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::core {

/// "30d", "12h", "90s", "10min", "250ms", or several parts: "1h 30min". A bare number has no unit and is an error.
[[nodiscard]] Result<std::chrono::milliseconds> parse_duration(std::string_view text);
[[nodiscard]] std::string to_text(std::chrono::milliseconds duration);

}  // namespace sluss::core
