#pragma once
// When a job runs by the calendar: systemd's calendar expressions and Swedish working days, in a time zone.
// docs/schedules.md has the grammar and the rules. Pure: the clock is the caller's. A value; safe to read from
// several threads.
//
// Where the clocks change:
// - forward: the times that do not exist come as one slot, at the first instant after the gap;
// - back: a time comes once, at its first pass, unless the expression runs through that hour (the hours before and
//   after it are in it too, as in `hourly` and `*:0/15`): then it comes in both passes and no hour is lost.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/time.h"

namespace sluss::daemon::schedule {

constexpr std::string_view swedish_zone = "Europe/Stockholm";

/// What the clocks do to a slot.
enum class ClockPass : std::uint8_t {
  ordinary,
  after_gap,    ///< its written time does not exist that day; it runs just after the gap
  first_pass,   ///< its wall-clock time comes twice that day; this is the first
  second_pass,  ///< … the second
};

/// A slot as people read it.
struct SlotTime {
  std::string local;  ///< "2026-03-29 03:00:00 CEST"
  ClockPass pass = ClockPass::ordinary;
  bool clocks_change_that_day = false;
};

class Calendar {
 public:
  /// Errors: schedule.calendar, with the column of what is wrong and an example of what is right. `default_zone` is
  /// used when the text names none.
  [[nodiscard]] static core::Result<Calendar> parse(std::string_view text,
                                                    std::string_view default_zone = swedish_zone);

  /// The first slot strictly after `instant`; nothing when there is none before the year 2200 (30 February, or a year
  /// that has passed). The zone's rules are those of the machine's tzdata, which are written out until 2037; after
  /// that the offset of the last of them applies.
  [[nodiscard]] std::optional<core::Instant> next_after(core::Instant instant) const;
  /// The last slot at or before `instant`, from 1970 on.
  [[nodiscard]] std::optional<core::Instant> last_until(core::Instant instant) const;
  [[nodiscard]] SlotTime describe(core::Instant slot) const;

  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] std::string zone() const;

 private:
  struct Parts;
  explicit Calendar(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;  ///< shared, never changed; keeps the zone's header out of this one
};

}  // namespace sluss::daemon::schedule
