#include "transforms/normalise/register/period_days.h"

#include <utility>

namespace sluss::transforms::normalise::registers {

namespace {

/// The first day of a month; month 13 is January of the year after.
core::Day month_begins(int year, int month) {
  return core::day_of(year + (month - 1) / 12, (month - 1) % 12 + 1, 1);
}

/// Part `part` of a year that is divided in parts of so many months.
PeriodDays part_of_year(int year, int part, int months) {
  return {.first = month_begins(year, (part - 1) * months + 1),
          .last = {month_begins(year, part * months + 1).days - 1}};
}

PeriodDays one_day(std::int32_t code) {
  const auto day = core::day_of(code / 10000, code / 100 % 100, code % 100);
  return {.first = day, .last = day};
}

}  // namespace

PeriodDays days_of(const core::Period& period) {
  using core::PeriodKind;
  const auto code = period.code();
  const int year = period.year();
  switch (period.kind()) {
    case PeriodKind::year:
      return part_of_year(year, 1, 12);
    case PeriodKind::half:
      return part_of_year(year, code % 10, 6);
    case PeriodKind::tertial:
      return part_of_year(year, code % 10, 4);
    case PeriodKind::quarter:
      return part_of_year(year, code % 10, 3);
    case PeriodKind::month:
      return part_of_year(year, code % 100, 1);
    case PeriodKind::year_to_date:
      return {.first = month_begins(year, 1), .last = part_of_year(year, code % 100, 1).last};
    case PeriodKind::rolling_three_years:
      return {.first = month_begins(year - 2, 1), .last = part_of_year(year, 1, 12).last};
    case PeriodKind::week: {
      const auto monday = core::monday_of({.year = year, .week = code % 100});
      return {.first = monday, .last = {monday.days + 6}};
    }
    case PeriodKind::window:
    case PeriodKind::day:
      return one_day(code);
  }
  std::unreachable();
}

bool follows(const core::Period& earlier, const core::Period& later) {
  if (earlier.kind() != later.kind()) return false;
  const auto end = days_of(earlier).last.days;
  const auto next = days_of(later);
  switch (later.kind()) {
    case core::PeriodKind::year_to_date:  // begins in January each time
      return end + 1 == days_of(*core::Period::make(core::PeriodKind::month, later.code())).first.days;
    case core::PeriodKind::rolling_three_years:
      return end + 1 == month_begins(later.year(), 1).days;
    default:
      return end + 1 == next.first.days;
  }
}

}  // namespace sluss::transforms::normalise::registers
