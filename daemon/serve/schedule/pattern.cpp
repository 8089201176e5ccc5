#include "daemon/serve/schedule/pattern.h"

#include <algorithm>

#include "core/time.h"
#include "daemon/serve/schedule/holidays.h"

namespace sluss::daemon::schedule {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::year_month;

using DaySet = std::bitset<32>;  ///< bits 1..31

int length_of(year_month month) {
  return static_cast<int>(static_cast<unsigned>((month / std::chrono::last).day()));
}

local_days day_in(year_month month, int day) {
  return local_days{month / std::chrono::day{static_cast<unsigned>(day)}};
}

core::Day core_day(local_days day) {
  return {static_cast<std::int32_t>(day.time_since_epoch().count())};
}

/// The dates of a month that are written in the pattern, before the working days are applied.
DaySet written_days(const Pattern& pattern, year_month month) {
  const int year = static_cast<int>(month.year());
  if (year < first_year || year > last_year) return {};
  if (!pattern.years.test(static_cast<std::size_t>(year - first_year))) return {};
  if (!pattern.months.test(static_cast<unsigned>(month.month()))) return {};
  DaySet found;
  const int length = length_of(month);
  for (int day = 1; day <= length; ++day) {
    const auto position = static_cast<std::size_t>(pattern.from_month_end ? length - day + 1 : day);
    const auto weekday = std::chrono::weekday{day_in(month, day)}.iso_encoding();
    if (pattern.days.test(position) && pattern.weekdays.test(weekday)) found.set(static_cast<std::size_t>(day));
  }
  return found;
}

/// Takes a working day's neighbours in: a date moves over the month's end too (1 January to 30 December).
DaySet moved_days(const Pattern& pattern, year_month month) {
  const bool before = pattern.rule == DayRule::working_or_before;
  DaySet found;
  for (const auto from : {month, month + months{before ? 1 : -1}}) {
    const auto written = written_days(pattern, from);
    for (int day = 1; day <= length_of(from); ++day) {
      if (!written.test(static_cast<std::size_t>(day))) continue;
      const auto date = core_day(day_in(from, day));
      const auto moved = before ? working_day_on_or_before(date) : working_day_on_or_after(date);
      const int position = moved.days - core_day(day_in(month, 1)).days + 1;
      if (position >= 1 && position <= length_of(month)) found.set(static_cast<std::size_t>(position));
    }
  }
  return found;
}

DaySet days_of(const Pattern& pattern, year_month month) {
  if (pattern.rule == DayRule::working_or_before || pattern.rule == DayRule::working_or_after)
    return moved_days(pattern, month);
  auto found = written_days(pattern, month);
  if (pattern.rule == DayRule::any || found.none()) return found;
  for (int day = 1; day <= length_of(month); ++day) {
    if (found.test(static_cast<std::size_t>(day)) && !is_working_day(core_day(day_in(month, day))))
      found.reset(static_cast<std::size_t>(day));
  }
  return found;
}

template <std::size_t Size>
std::optional<int> next_in(const std::bitset<Size>& set, int from) {
  for (int value = from; value < static_cast<int>(Size); ++value) {
    if (set.test(static_cast<std::size_t>(value))) return value;
  }
  return std::nullopt;
}

/// The first time of day at or after `from`.
std::optional<seconds> next_time(const Pattern& pattern, seconds from) {
  const std::chrono::hh_mm_ss clock{from};
  const int from_hour = static_cast<int>(clock.hours().count());
  const int from_minute = static_cast<int>(clock.minutes().count());
  const int from_second = static_cast<int>(clock.seconds().count());
  for (auto hour = next_in(pattern.hours, from_hour); hour; hour = next_in(pattern.hours, *hour + 1)) {
    const bool same_hour = *hour == from_hour;
    for (auto minute = next_in(pattern.minutes, same_hour ? from_minute : 0); minute;
         minute = next_in(pattern.minutes, *minute + 1)) {
      const bool same_minute = same_hour && *minute == from_minute;
      if (const auto second = next_in(pattern.seconds, same_minute ? from_second : 0))
        return hours{*hour} + minutes{*minute} + seconds{*second};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<LocalSeconds> next_local(const Pattern& pattern, LocalSeconds from, LocalSeconds until) {
  const auto from_day = std::chrono::floor<days>(from);
  const std::chrono::year_month_day from_date{from_day};
  // A date of the last year may move into the next one, never further.
  const year_month end{std::chrono::year{last_year + 1}, std::chrono::February};
  for (year_month month = from_date.year() / from_date.month(); month < end; month += months{1}) {
    if (LocalSeconds{day_in(month, 1)} >= until) return std::nullopt;
    const auto found = days_of(pattern, month);
    for (int day = 1; day <= 31; ++day) {
      if (!found.test(static_cast<std::size_t>(day))) continue;
      const auto date = day_in(month, day);
      if (date < from_day) continue;
      const auto time = next_time(pattern, date == from_day ? from - LocalSeconds{from_day} : seconds{0});
      if (!time) continue;
      const LocalSeconds slot = date + *time;
      return slot < until ? std::optional(slot) : std::nullopt;
    }
  }
  return std::nullopt;
}

bool runs_through_hour(const Pattern& pattern, LocalSeconds time) {
  const auto since_midnight = time - std::chrono::floor<days>(time);
  const auto hour = static_cast<std::size_t>(std::chrono::floor<hours>(since_midnight).count());
  return pattern.hours.test((hour + 23) % 24) && pattern.hours.test(hour) && pattern.hours.test((hour + 1) % 24);
}

}  // namespace sluss::daemon::schedule
