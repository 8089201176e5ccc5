#include "core/fact.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/batch.h"
#include "core/check.h"

namespace sluss::core {
namespace {

constexpr std::array<std::string_view, 8> status_names = {"final",          "preliminary",    "missing",
                                                          "suppressed",     "not_applicable", "not_collected",
                                                          "not_introduced", "contradictory"};
constexpr std::array<std::string_view, 3> bound_names = {"exact", "at_least", "at_most"};

}  // namespace

std::string_view code_of(Gender gender) {
  switch (gender) {
    case Gender::total:
      return "T";
    case Gender::women:
      return "K";
    case Gender::men:
      return "M";
  }
  return "";
}

std::optional<Gender> gender_of(std::string_view code) {
  for (const auto gender : {Gender::total, Gender::women, Gender::men})
    if (code == code_of(gender)) return gender;
  return std::nullopt;
}

std::string_view name_of(FactStatus status) {
  return status_names.at(static_cast<std::size_t>(status));
}

std::optional<FactStatus> fact_status(std::string_view name) {
  const auto found = std::ranges::find(status_names, name);
  if (found == status_names.end()) return std::nullopt;
  return static_cast<FactStatus>(found - status_names.begin());
}

std::string_view name_of(Bound bound) {
  return bound_names.at(static_cast<std::size_t>(bound));
}

std::optional<Bound> fact_bound(std::string_view name) {
  const auto found = std::ranges::find(bound_names, name);
  if (found == bound_names.end()) return std::nullopt;
  return static_cast<Bound>(found - bound_names.begin());
}

std::uint32_t Dictionary::number_of(std::string_view text) {
  if (const auto found = numbers_.find(text); found != numbers_.end()) return found->second;
  SLUSS_CHECK(texts_.size() < std::numeric_limits<std::uint32_t>::max(), "a dictionary has room for another text");
  const auto number = static_cast<std::uint32_t>(texts_.size());
  // The deque never moves its texts, so the map may point into them.
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

namespace {

/// m·10^e, of a double's shortest decimal text.
struct Decimal {
  Int128 digits = 0;
  int exponent = 0;
};

Decimal shortest_decimal(double value) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  Decimal decimal;
  bool negative = false;
  bool behind_point = false;
  const char* at = text.data();
  for (; at != written.ptr && *at != 'e'; ++at) {
    if (*at == '-') {
      negative = true;
    } else if (*at == '.') {
      behind_point = true;
    } else {
      decimal.digits = decimal.digits * 10 + (*at - '0');
      if (behind_point) --decimal.exponent;
    }
  }
  if (negative) decimal.digits = -decimal.digits;
  int power = 0;
  const char* begin = at + (at[1] == '+' ? 2 : 1);
  std::from_chars(begin, written.ptr, power);
  decimal.exponent += power;
  return decimal;
}

/// Of two values so near to each other that doubles do not decide.
bool texts_differ_by_a_millionth_at_most(double a, double b) {
  constexpr int sixth = -6;
  constexpr int most_shift = 20;  // 17 digits and these fit
  Decimal x = shortest_decimal(a);
  Decimal y = shortest_decimal(b);
  const int exponent = std::min({x.exponent, y.exponent, sixth});
  if (std::max({x.exponent, y.exponent, sixth}) - exponent > most_shift) return std::abs(a - b) <= 1e-6;
  for (auto* one : {&x, &y}) {
    for (; one->exponent > exponent; --one->exponent) one->digits *= 10;
  }
  Int128 millionth = 1;
  for (int at = sixth; at > exponent; --at) millionth *= 10;
  const auto difference = x.digits > y.digits ? x.digits - y.digits : y.digits - x.digits;
  return difference <= millionth;
}

bool same_to_the_sixth_decimal(double a, double b) {
  if (a == std::trunc(a) && b == std::trunc(b)) return false;  // equal ones are decided before
  const double difference = std::abs(a - b);
  const double largest = std::max(std::abs(a), std::abs(b));
  const double doubt = 4 * (std::nextafter(largest, std::numeric_limits<double>::infinity()) - largest);
  if (difference > 1e-6 + doubt) return false;
  if (difference < 1e-6 - doubt) return true;
  return texts_differ_by_a_millionth_at_most(a, b);
}

}  // namespace

bool same_figure(double a, double b, SameFigure by) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (a == b) return true;  // also two equal infinities, whose difference is no number
  if (std::isinf(a) || std::isinf(b) || by == SameFigure::exact) return false;
  if (by == SameFigure::sixth_decimal) return same_to_the_sixth_decimal(a, b);
  const double difference = std::abs(a - b);
  return difference <= 1e-9 || difference <= 1e-6 * std::max(std::abs(a), std::abs(b));
}

}  // namespace sluss::core
