#pragma once
// Numbers as Swedish writes them: one rounding for mail, pages and files, so that they never differ. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluss::core {

inline constexpr std::string_view no_break_space = "\u00A0";
/// Of a number whose decimals are not given.
inline constexpr int most_decimals = 6;

enum class NumberStyle : std::uint8_t {
  spaced,  ///< for reading: "−1 234,5", with U+00A0 between thousands and U+2212
  plain,   ///< for a cell that people copy from: "-1234,5"
};

/// With so many decimals (at most six); without: as few as the number needs. Zero has no sign; "–": no number.
[[nodiscard]] std::string swedish_number(double value, std::optional<int> decimals = {},
                                         NumberStyle style = NumberStyle::spaced);
/// Spaced: "−1 234".
[[nodiscard]] std::string swedish_integer(std::int64_t number);

/// Half away from zero, in decimals: 1.005 is 1.01, though no double is 1.005. A value too large to round is itself.
[[nodiscard]] double rounded_to(double value, int decimals);

}  // namespace sluss::core
