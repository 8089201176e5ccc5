#pragma once
// The error of a file that costs more than Limits. Pure; any thread.

#include <cstdint>
#include <string>

#include "core/error.h"

namespace sluss::connectors::registers {

/// Bytes of one row's cells together, names of columns among them: Limits has none of them, and a row of 16,384 cells
/// of 1 MiB would be 16 GiB.
inline constexpr std::int64_t most_row_bytes = 64 << 20;

/// "register.limit", data class. `what`: "there are more than 5 columns".
[[nodiscard]] std::unexpected<core::Error> over_limit(
    std::string what, core::Place place, std::string remedy = "Check that it is the right file; divide it if it is.");

}  // namespace sluss::connectors::registers
