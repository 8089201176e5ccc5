#pragma once
// A calendar expression taken apart: which days and which times of day, in wall-clock time, without a time zone.
// calendar.h gives it its zone and is what others use.

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::schedule {

constexpr int first_year = 1970;
constexpr int last_year = 2199;  ///< as systemd; no slot is searched for after it

/// Wall-clock time.
using LocalSeconds = std::chrono::local_seconds;

/// What a day must satisfy beyond its date.
enum class DayRule : std::uint8_t {
  any,
  working,            ///< `workdays`: dates that are no working day fall away
  working_or_before,  ///< `workday<=`: a date that is no working day moves to the one before
  working_or_after,   ///< `workday>=`: … to the one after
};

struct Pattern {
  std::bitset<last_year - first_year + 1> years;  ///< bit 0 is first_year
  std::bitset<13> months;                         ///< bits 1..12
  std::bitset<32> days;                           ///< bits 1..31; counted from the month's end when from_month_end
  bool from_month_end = false;                    ///< `~`: 1 is the last day
  std::bitset<8> weekdays;                        ///< bits 1 (Monday) .. 7
  DayRule rule = DayRule::any;
  std::bitset<24> hours;
  std::bitset<60> minutes;
  std::bitset<60> seconds;
};

/// The first wall-clock time of the pattern in [from, until). Bounded: at most the months until last_year.
[[nodiscard]] std::optional<LocalSeconds> next_local(const Pattern& pattern, LocalSeconds from, LocalSeconds until);

/// The pattern runs through this hour: the hour before it and the hour after it are its hours too.
[[nodiscard]] bool runs_through_hour(const Pattern& pattern, LocalSeconds time);

}  // namespace sluss::daemon::schedule
