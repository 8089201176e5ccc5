#pragma once
// Counts ("tolv serier"), lists, shares, sizes and spans in Swedish, as the pages and the notifications write them.
// Bare numbers: core/swedish_number.h. Pure.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/swedish_text.h"

namespace sluss::daemon::swedish {

enum class Gender : std::uint8_t { common, neuter };  ///< en körning, ett nyckeltal

/// "noll", "en" or "ett", "två" … "tolv"; from thirteen on digits, with a space between thousands: "1 234".
[[nodiscard]] std::string number_word(std::int64_t number, Gender gender);

/// "en serie", "tolv serier".
[[nodiscard]] std::string counted(std::int64_t number, Gender gender, std::string_view one, std::string_view many);

using core::capitalised;
using core::listed;
using core::month_name;

/// "25 %", "0,4 %": a limit, as it was set.
[[nodiscard]] std::string swedish_limit(double share);
/// "33 %": a share beside its limit, with as many decimals as show on which side of it the share is; "25,03 %" of 25 %.
[[nodiscard]] std::string swedish_share(double share, double limit);

/// "1,5 GB" (10^9), as df -H. Without decimals: one below ten.
[[nodiscard]] std::string swedish_size(std::uint64_t bytes, std::optional<int> decimals = {});
/// Of two that differ, so that it shows: "1,02 GB" and "1,05 GB".
[[nodiscard]] std::pair<std::string, std::string> swedish_sizes(std::uint64_t one, std::uint64_t other);

/// "ett dygn", "sex timmar", "30 minuter".
[[nodiscard]] std::string swedish_span(std::chrono::milliseconds span);

}  // namespace sluss::daemon::swedish
