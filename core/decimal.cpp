#include "core/decimal.h"

#include <algorithm>

#include "core/check.h"

namespace sluss::core {
namespace {

__extension__ using Unsigned128 = unsigned __int128;

constexpr int most_digits = 38;  // 10^38 - 1 is the largest decimal(38)

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string decimal_text(Int128 unscaled, std::uint8_t scale) {
  const bool negative = unscaled < 0;
  // Negating in the unsigned type is defined for the least value too.
  Unsigned128 rest = static_cast<Unsigned128>(unscaled);
  if (negative) rest = Unsigned128{0} - rest;

  std::string digits;  // from the right
  while (rest != 0 || digits.size() <= scale) {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  }
  if (scale > 0) digits.insert(scale, 1, '.');
  if (negative) digits.push_back('-');
  std::ranges::reverse(digits);
  return digits;
}

std::optional<Int128> parse_decimal(std::string_view text, std::uint8_t precision, std::uint8_t scale) {
  SLUSS_CHECK(precision >= 1 && precision <= most_digits && scale <= precision, "a precision that a column can have");
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);

  Int128 unscaled = 0;
  int significant = 0;  // digits from the first that is not zero
  int decimals = -1;    // -1: no point seen yet
  bool any = false;
  for (const char c : text) {
    if (c == '.') {
      if (decimals >= 0) return std::nullopt;
      decimals = 0;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    any = true;
    if (decimals >= 0 && decimals == scale) {
      if (c != '0') return std::nullopt;  // "1.500" fits scale 1: zeros past it lose nothing
      continue;
    }
    if (decimals >= 0) ++decimals;
    if (significant > 0 || c != '0') ++significant;
    if (significant > most_digits) return std::nullopt;
    unscaled = unscaled * 10 + (c - '0');
  }
  if (!any || text.ends_with('.') || text.starts_with('.')) return std::nullopt;
  for (int missing = std::max(decimals, 0); missing < scale; ++missing) {
    if (unscaled != 0 && ++significant > most_digits) return std::nullopt;
    unscaled *= 10;
  }
  if (significant > precision) return std::nullopt;
  return negative ? -unscaled : unscaled;
}

}  // namespace sluss::core
