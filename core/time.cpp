#include "core/time.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <optional>

#include "core/check.h"
#include "core/shown.h"

namespace sluss::core {
namespace {

using Micros = std::chrono::microseconds;
using SysMicros = date::sys_time<Micros>;

SysMicros sys(Instant instant) {
  return SysMicros{Micros{instant.micros}};
}
date::sys_days sys(Day day) {
  return date::sys_days{date::days{day.days}};
}
Day to_day(date::sys_days days) {
  return {static_cast<std::int32_t>(days.time_since_epoch().count())};
}
Day to_day(date::local_days days) {
  return {static_cast<std::int32_t>(days.time_since_epoch().count())};
}

/// Throws when the system has no tzdata: nothing can be right then, and the packages depend on it.
const date::time_zone& stockholm() {
  static const date::time_zone* const zone = date::locate_zone("Europe/Stockholm");
  return *zone;
}

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::optional<Day> read_day(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const date::year_month_day ymd{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                                 date::day{static_cast<unsigned>(*day)}};
  if (!ymd.ok()) return std::nullopt;
  return to_day(date::sys_days{ymd});
}

/// Reads ".123456789" at the front and takes it off; what is finer than a microsecond is cut.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return 0;
  text.remove_prefix(1);
  std::int64_t micros = 0;
  std::int64_t unit = 100000;
  std::size_t count = 0;
  for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count, unit /= 10) {
    micros += unit * (text[count] - '0');
  }
  if (count == 0) return std::nullopt;
  text.remove_prefix(count);
  return micros;
}

/// "Z", "+02:00", "-0330": seconds east of UTC.
std::optional<int> read_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int seconds = (*hours * 60 + *minutes) * 60;
  return text[0] == '-' ? -seconds : seconds;
}

std::optional<Instant> read_instant(std::string_view text) {
  if (text.size() < 20) return std::nullopt;
  const auto day = read_day(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!day || !hour || !minute || !second) return std::nullopt;
  if ((text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::string_view rest = text.substr(19);
  const auto fraction = take_fraction(rest);
  const auto offset = read_offset(rest);
  if (!fraction || !offset) return std::nullopt;
  const std::int64_t seconds =
      std::int64_t{day->days} * 86400 + std::int64_t{*hour} * 3600 + std::int64_t{*minute} * 60 + *second - *offset;
  return Instant{seconds * 1000000 + *fraction};
}

}  // namespace

// The date library's years end with 32767. Source: H. Hinnant, chrono-compatible low-level date algorithms
// (civil_from_days).
std::string to_text(Day day) {
  constexpr std::int64_t days_an_era = 146'097;
  const auto shifted = std::int64_t{day.days} + 719'468;  // from 0000-03-01
  const auto era = (shifted >= 0 ? shifted : shifted - (days_an_era - 1)) / days_an_era;
  const auto of_era = shifted - era * days_an_era;
  const auto year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / (days_an_era - 1)) / 365;
  const auto of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto shifted_month = (5 * of_year + 2) / 153;  // from March
  const auto of_month = of_year - (153 * shifted_month + 2) / 5 + 1;
  const auto month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const auto year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}{}", year > 0 ? year : 1 - year, month, of_month, year > 0 ? "" : " (BC)");
}

std::string to_text(Instant instant) {
  const auto days = date::floor<date::days>(sys(instant));
  const date::hh_mm_ss<Micros> clock{sys(instant) - days};
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", to_text(to_day(days)), clock.hours().count(),
                                 clock.minutes().count(), clock.seconds().count());
  if (const auto micros = clock.subseconds().count(); micros != 0) text += fmt::format(".{:06}", micros);
  return text + "Z";
}

std::string compact_text(Instant instant) {
  auto text = to_text(instant).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

Result<Instant> parse_instant(std::string_view text) {
  const auto instant = read_instant(text);
  if (!instant) {
    return fail(ErrorClass::data, "time.invalid", fmt::format("\"{}\" is not a point in time", shown(text)),
                "Write for example 2026-03-31T12:00:00Z or 2026-03-31T14:00:00+02:00");
  }
  return *instant;
}

Result<Day> parse_day(std::string_view text) {
  const auto day = text.size() == 10 ? read_day(text) : std::nullopt;
  if (!day) {
    return fail(ErrorClass::data, "day.invalid", fmt::format("\"{}\" is not a day that exists", shown(text)),
                "Write YYYY-MM-DD, for example 2026-03-31");
  }
  return *day;
}

Day day_of(int year, int month, int day) {
  const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                 date::day{static_cast<unsigned>(day)}};
  SLUSS_CHECK(ymd.ok(), "a day that exists");
  return to_day(date::sys_days{ymd});
}

int year_of(Day day) {
  return static_cast<int>(date::year_month_day{sys(day)}.year());
}

// ISO 8601: a week belongs to the year that holds its Thursday.
IsoWeek iso_week(Day day) {
  const auto weekday = static_cast<int>(date::weekday{sys(day)}.iso_encoding());  // Monday 1
  const Day thursday{day.days + 4 - weekday};
  const int year = year_of(thursday);
  return {year, (thursday.days - day_of(year, 1, 1).days) / 7 + 1};
}

Day monday_of(IsoWeek week) {
  const Day fourth = day_of(week.year, 1, 4);  // always in week 1
  const auto weekday = static_cast<int>(date::weekday{sys(fourth)}.iso_encoding());
  return {fourth.days - (weekday - 1) + (week.week - 1) * 7};
}

Day swedish_day(Instant instant) {
  return to_day(date::floor<date::days>(stockholm().to_local(sys(instant))));
}

Instant end_of_swedish_day(Day day) {
  // Sweden's clocks change at 01:00 UTC, so midnight always exists and comes once; before 1980 the earliest is taken.
  const date::local_days next{date::days{day.days + 1}};
  const auto utc = stockholm().to_sys(date::local_time<Micros>{next}, date::choose::earliest);
  return {utc.time_since_epoch().count()};
}

std::string swedish_text(Instant instant) {
  const auto local = stockholm().to_local(sys(instant));
  const auto days = date::floor<date::days>(local);
  const date::hh_mm_ss<Micros> clock{local - days};
  return fmt::format("{} {:02}:{:02}", to_text(to_day(days)), clock.hours().count(), clock.minutes().count());
}

std::string shown_time(Instant instant) {
  return swedish_text(instant) + " " + stockholm().get_info(sys(instant)).abbrev;
}

Instant SystemClock::now() const {
  const auto now = std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
  return {now.time_since_epoch().count()};
}

}  // namespace sluss::core
