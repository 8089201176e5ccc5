#include "connectors/odbc/temporal.h"

#include "core/time.h"

namespace sluss::connectors::odbc {

namespace {

constexpr std::int64_t micros_a_second = 1'000'000;
constexpr std::int64_t micros_a_day = 86'400 * micros_a_second;

/// Two digits, nothing else.
std::optional<int> pair_at(std::string_view text, std::size_t at) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  if (!digit(at) || !digit(at + 1)) return std::nullopt;
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

/// ".789012" in microseconds; what is finer must be zeros. Nothing written: 0.
std::optional<std::int64_t> parse_fraction(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != '.' || text.size() == 1) return std::nullopt;
  std::int64_t micros = 0, unit = micros_a_second / 10;
  for (const char digit : text.substr(1)) {
    if (digit < '0' || digit > '9' || (unit == 0 && digit != '0')) return std::nullopt;
    micros += (digit - '0') * unit;
    unit /= 10;
  }
  return micros;
}

/// "+02:00", "+0200", "-03" or "Z" in seconds.
std::optional<std::int32_t> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const bool colon = text.size() == 6 && text[3] == ':';
  if (!colon && text.size() != 5 && text.size() != 3) return std::nullopt;
  const auto hours = pair_at(text, 1);
  const auto minutes = text.size() == 3 ? std::optional<int>(0) : pair_at(text, colon ? 4 : 3);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int seconds = (*hours * 60 + *minutes) * 60;
  return text[0] == '-' ? -seconds : seconds;
}

/// Of the years 1 to 9999.
bool in_range(std::int64_t micros) {
  static const std::int64_t first = core::day_of(1, 1, 1).days * micros_a_day;
  static const std::int64_t end = (core::day_of(9999, 12, 31).days + 1) * micros_a_day;
  return micros >= first && micros < end;
}

}  // namespace

std::optional<std::int32_t> parse_day(std::string_view text) {
  const auto day = core::parse_day(text);
  if (!day || !in_range(day->days * micros_a_day)) return std::nullopt;
  return day->days;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = pair_at(text, 0), minutes = pair_at(text, 3), seconds = pair_at(text, 6);
  const auto fraction = parse_fraction(text.substr(8));
  if (!hours || !minutes || !seconds || !fraction || *minutes > 59 || *seconds > 59) return std::nullopt;
  const std::int64_t micros = ((*hours * 60LL + *minutes) * 60 + *seconds) * micros_a_second + *fraction;
  return micros <= micros_a_day ? std::optional(micros) : std::nullopt;
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
  const auto day = parse_day(text.substr(0, 10));
  if (!day) return std::nullopt;
  if (text.size() == 10) return *day * micros_a_day;
  if (text[10] != ' ' && text[10] != 'T') return std::nullopt;
  const auto time = parse_time(text.substr(11));
  if (!time || *time == micros_a_day) return std::nullopt;  // that would be another day
  return *day * micros_a_day + *time;
}

std::optional<core::OffsetTimestamp> parse_instant(std::string_view text) {
  constexpr std::size_t a_second_long = 19;  // "2026-03-31 12:34:56"
  const auto sign = text.find_first_of("+-Zz", a_second_long);
  if (sign == std::string_view::npos) return std::nullopt;
  const auto offset = parse_offset(text.substr(sign));
  auto wall = text.substr(0, sign);
  while (wall.ends_with(' ')) wall.remove_suffix(1);
  const auto time = wall.size() < a_second_long ? std::nullopt : parse_timestamp(wall);
  if (!offset || !time) return std::nullopt;
  const std::int64_t micros = *time - *offset * micros_a_second;
  if (!in_range(micros)) return std::nullopt;
  return core::OffsetTimestamp{micros, *offset};
}

}  // namespace sluss::connectors::odbc
