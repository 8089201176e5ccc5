#pragma once
// Swedish public holidays, the eves that count as days off, and working days. Pure.
//
// Public holidays: lag (1989:253) om allmänna helgdagar; the National Day took Whit Monday's place from 2005 by
// lag (2004:1320). The eves: lag (1930:173) om beräkning av lagstadgad tid, 2 §, lets what falls due on a Saturday, a
// Sunday, another public holiday, midsommarafton, julafton or nyårsafton wait for the next working day.
// Right from 1970 on.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace sluss::daemon::schedule {

enum class HolidayKind : std::uint8_t {
  public_holiday,  ///< allmän helgdag
  eve,             ///< a day off that is not an allmän helgdag: midsommarafton, julafton, nyårsafton
};

struct Holiday {
  core::Day day;
  std::string_view name;  ///< in Swedish, as the law writes it
  HolidayKind kind = HolidayKind::public_holiday;
};

/// Easter Sunday in the Gregorian calendar.
[[nodiscard]] core::Day easter_sunday(int year);
/// All of a year but ordinary Sundays, by day; Easter Sunday and Whit Sunday have names and are there. When two fall
/// on one day (1 May and Ascension Day in 2008) both are there.
[[nodiscard]] std::vector<Holiday> holidays_of(int year);
/// Names the holiday for an operator when a day is no working day because of it: the first of that day.
[[nodiscard]] std::optional<Holiday> holiday_on(core::Day day);
/// Monday to Friday, neither a public holiday nor one of the three eves.
[[nodiscard]] bool is_working_day(core::Day day);
/// The day itself when it is a working day.
[[nodiscard]] core::Day working_day_on_or_before(core::Day day);
[[nodiscard]] core::Day working_day_on_or_after(core::Day day);

}  // namespace sluss::daemon::schedule
