#include "core/swedish_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>

namespace sluss::core {
namespace {

constexpr std::string_view minus = "\u2212";

std::string with_spaces(std::string digits) {
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), no_break_space);
  return digits;
}

/// As few digits as tell the number from its neighbours, without an exponent.
std::string shortest(double value) {
  std::array<char, std::numeric_limits<double>::max_exponent10 + most_decimals + 4> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
  return {text.data(), end};
}

}  // namespace

double rounded_to(double value, int decimals) {
  constexpr double half = 0.500000001;  // a decimal half may be a little less in binary
  const double scale = std::pow(10.0, decimals);
  const double rounded = std::floor(std::abs(value) * scale + half) / scale;
  return std::isfinite(rounded) ? std::copysign(rounded, value) : value;
}

std::string swedish_number(double value, std::optional<int> decimals, NumberStyle style) {
  if (!std::isfinite(value)) return "–";
  const int places = std::clamp(decimals.value_or(most_decimals), 0, most_decimals);
  const double rounded = rounded_to(value, places);
  const auto digits = decimals ? fmt::format("{:.{}f}", std::abs(rounded), places) : shortest(std::abs(rounded));
  const auto point = digits.find('.');
  const auto whole = digits.substr(0, point);
  std::string text;
  if (rounded < 0) text = style == NumberStyle::spaced ? minus : "-";
  text += style == NumberStyle::spaced ? with_spaces(whole) : whole;
  if (point != std::string::npos) text += "," + digits.substr(point + 1);
  return text;
}

std::string swedish_integer(std::int64_t number) {
  const auto digits = fmt::format("{}", number);
  return number < 0 ? std::string(minus) + with_spaces(digits.substr(1)) : with_spaces(digits);
}

}  // namespace sluss::core
