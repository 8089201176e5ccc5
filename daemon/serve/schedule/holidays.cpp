#include "daemon/serve/schedule/holidays.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace sluss::daemon::schedule {
namespace {

constexpr int friday = 5;
constexpr int saturday = 6;
constexpr int national_day_since = 2005;

/// Monday 1 … Sunday 7; 1970-01-01 was a Thursday.
int iso_weekday(core::Day day) {
  return ((day.days + 3) % 7 + 7) % 7 + 1;
}

core::Day plus(core::Day day, int days) {
  return {day.days + days};
}

core::Day first_weekday_from(core::Day day, int weekday) {
  return plus(day, (weekday - iso_weekday(day) + 7) % 7);
}

}  // namespace

// Meeus, Astronomical Algorithms, chapter 8 (Butcher's rule): holds for every Gregorian year.
core::Day easter_sunday(int year) {
  const int golden = year % 19;
  const int century = year / 100;
  const int in_century = year % 100;
  const int correction = (century - (century + 8) / 25 + 1) / 3;
  const int epact = (19 * golden + century - century / 4 - correction + 15) % 30;
  const int weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
  const int late = (golden + 11 * epact + 22 * weekday) / 451;
  const int march = epact + weekday - 7 * late + 114;
  return core::day_of(year, march / 31, march % 31 + 1);
}

std::vector<Holiday> holidays_of(int year) {
  const auto easter = easter_sunday(year);
  const auto midsummer_eve = first_weekday_from(core::day_of(year, 6, 19), friday);
  using enum HolidayKind;
  std::vector<Holiday> holidays = {
      {core::day_of(year, 1, 1), "nyårsdagen"},
      {core::day_of(year, 1, 6), "trettondedag jul"},
      {plus(easter, -2), "långfredagen"},
      {easter, "påskdagen"},
      {plus(easter, 1), "annandag påsk"},
      {core::day_of(year, 5, 1), "första maj"},
      {plus(easter, 39), "Kristi himmelsfärds dag"},
      {plus(easter, 49), "pingstdagen"},
      {midsummer_eve, "midsommarafton", eve},
      {plus(midsummer_eve, 1), "midsommardagen"},
      {first_weekday_from(core::day_of(year, 10, 31), saturday), "alla helgons dag"},
      {core::day_of(year, 12, 24), "julafton", eve},
      {core::day_of(year, 12, 25), "juldagen"},
      {core::day_of(year, 12, 26), "annandag jul"},
      {core::day_of(year, 12, 31), "nyårsafton", eve},
  };
  if (year >= national_day_since) {
    holidays.push_back({core::day_of(year, 6, 6), "nationaldagen"});
  } else {
    holidays.push_back({plus(easter, 50), "annandag pingst"});
  }
  std::ranges::stable_sort(holidays, {}, &Holiday::day);
  return holidays;
}

std::optional<Holiday> holiday_on(core::Day day) {
  const auto holidays = holidays_of(core::year_of(day));
  const auto found = std::ranges::find(holidays, day, &Holiday::day);
  return found == holidays.end() ? std::nullopt : std::optional(*found);
}

bool is_working_day(core::Day day) {
  return iso_weekday(day) <= friday && !holiday_on(day);
}

// Ends: no week is without a working day.
core::Day working_day_on_or_before(core::Day day) {
  while (!is_working_day(day)) --day.days;
  return day;
}

core::Day working_day_on_or_after(core::Day day) {
  while (!is_working_day(day)) ++day.days;
  return day;
}

}  // namespace sluss::daemon::schedule
