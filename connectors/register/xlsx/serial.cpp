#include "connectors/register/xlsx/serial.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/time.h"

namespace sluss::connectors::registers {
namespace {

constexpr double milliseconds_of_day = 86'400'000;
constexpr std::int64_t day_ms = 86'400'000, hour_ms = 3'600'000, minute_ms = 60'000, second_ms = 1'000;
constexpr double beyond_9999 = 2'958'466;  // since 1900
constexpr int false_day = 60;              // 29 February 1900, which Excel counts

std::string clock_text(std::int64_t ms) {
  auto text = fmt::format("{:02}:{:02}:{:02}", ms / hour_ms, ms % hour_ms / minute_ms, ms % minute_ms / second_ms);
  if (ms % second_ms != 0) text += fmt::format(".{:03}", ms % second_ms);
  return text;
}

/// The day of a whole serial number.
std::optional<core::Day> day_of_serial(std::int64_t serial, bool since_1904) {
  if (since_1904) {
    const core::Day day{core::day_of(1904, 1, 1).days + static_cast<std::int32_t>(serial)};
    return serial >= 0 && day <= core::day_of(9999, 12, 31) ? std::optional(day) : std::nullopt;
  }
  if (serial < 1 || serial == false_day || serial >= static_cast<std::int64_t>(beyond_9999)) return std::nullopt;
  const auto before_first = core::day_of(1899, 12, serial < false_day ? 31 : 30).days;
  return core::Day{before_first + static_cast<std::int32_t>(serial)};
}

std::optional<double> number_of(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool are_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

int two_digits(std::string_view text) {
  return (text[0] - '0') * 10 + (text[1] - '0');
}

bool is_clock(std::string_view text) {
  const bool shaped = text.size() >= 8 && text[2] == ':' && text[5] == ':' && are_digits(text.substr(0, 2)) &&
                      are_digits(text.substr(3, 2)) && are_digits(text.substr(6, 2));
  if (!shaped || two_digits(text) > 23 || two_digits(text.substr(3)) > 59 || two_digits(text.substr(6)) > 59)
    return false;
  return text.size() == 8 || (text[8] == '.' && are_digits(text.substr(9)));
}

}  // namespace

std::optional<CellValue> value_of_serial(std::string_view digits, NumberStyle style, bool since_1904) {
  const auto serial = number_of(digits);
  if (style == NumberStyle::number || !serial || *serial < 0 || *serial >= beyond_9999) return std::nullopt;
  const auto ms = std::llround(*serial * milliseconds_of_day);
  // A time of day does not become the next day because it is rounded.
  if (style == NumberStyle::time && *serial < 1)
    return CellValue{CellKind::time, clock_text(std::min<std::int64_t>(ms, day_ms - 1))};
  if (style == NumberStyle::elapsed) return CellValue{CellKind::time, clock_text(ms)};
  const auto day = day_of_serial(ms / day_ms, since_1904);
  if (!day) return std::nullopt;
  if (style == NumberStyle::date && ms % day_ms == 0) return CellValue{CellKind::date, core::to_text(*day)};
  return CellValue{CellKind::timestamp, core::to_text(*day) + "T" + clock_text(ms % day_ms)};
}

std::optional<CellValue> value_of_iso(std::string_view text) {
  constexpr std::size_t day_size = 10;
  if (text.starts_with('T')) text.remove_prefix(1);
  if (is_clock(text)) return CellValue{CellKind::time, std::string(text)};
  if (text.size() < day_size || !core::parse_day(text.substr(0, day_size))) return std::nullopt;
  if (text.size() == day_size) return CellValue{CellKind::date, std::string(text)};
  auto clock = text.substr(day_size + 1);
  if (clock.ends_with('Z')) clock.remove_suffix(1);
  if (text[day_size] != 'T' || !is_clock(clock)) return std::nullopt;
  return CellValue{CellKind::timestamp, std::string(text)};
}

}  // namespace sluss::connectors::registers
