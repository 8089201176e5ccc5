#pragma once
// Amounts of bytes as people write them.

#include <cstdint>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::settings {

/// "512MB" (10^6), "512MiB" (2^20), "64kB", "1GB". A bare number has no unit and is an error.
[[nodiscard]] core::Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace sluss::daemon::settings
