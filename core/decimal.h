#pragma once
// Decimals of a fixed scale, as texts.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluss::core {

__extension__ using Int128 = __int128;

/// "-12.50" for unscaled -1250 and scale 2. Never loses a digit.
[[nodiscard]] std::string decimal_text(Int128 unscaled, std::uint8_t scale);
/// The other way; nothing when it is not a number or does not fit precision and scale exactly.
[[nodiscard]] std::optional<Int128> parse_decimal(std::string_view text, std::uint8_t precision, std::uint8_t scale);

}  // namespace sluss::core
