#include "daemon/serve/schedule/calendar.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/text.h"
#include "daemon/serve/schedule/pattern.h"
#include "daemon/serve/schedule/pattern_parser.h"

namespace sluss::daemon::schedule {

struct Calendar::Parts {
  std::string text;
  Pattern pattern;
  const date::time_zone* zone = nullptr;  ///< lives as long as the program
};

namespace {

using std::chrono::days;
using std::chrono::seconds;

// East of Greenwich, 1970 begins before the epoch.
constexpr date::sys_seconds earliest{seconds{-2 * 86400}};
constexpr date::sys_seconds horizon{seconds{7258118400}};  // 2200-01-01T00:00:00Z

LocalSeconds at_offset(date::sys_seconds instant, seconds offset) {
  return LocalSeconds{instant.time_since_epoch() + offset};
}

date::sys_seconds floor_seconds(core::Instant instant) {
  return date::floor<seconds>(date::sys_time<std::chrono::microseconds>{std::chrono::microseconds{instant.micros}});
}

core::Instant core_instant(date::sys_seconds instant) {
  return {std::chrono::microseconds{instant.time_since_epoch()}.count()};
}

/// A stretch of time with one offset from UTC.
struct Stretch {
  date::sys_seconds begin;
  date::sys_seconds end;
  seconds offset;
  seconds offset_before;  ///< the same when the clocks did not change at `begin`
  std::string abbreviation;

  /// The wall-clock times left out at `begin`, or come again after it, lie between these two.
  [[nodiscard]] LocalSeconds clock_before() const { return at_offset(begin, offset_before); }
  [[nodiscard]] LocalSeconds clock_after() const { return at_offset(begin, offset); }
  [[nodiscard]] bool begins_with_gap() const { return offset > offset_before; }
  [[nodiscard]] bool is_second_pass(LocalSeconds time) const { return offset < offset_before && time < clock_before(); }
};

Stretch stretch_at(const date::time_zone& zone, date::sys_seconds instant) {
  const auto info = zone.get_info(instant);
  const bool first = info.begin <= earliest;
  const auto before = first ? info.offset : zone.get_info(info.begin - seconds{1}).offset;
  return {info.begin, info.end, info.offset, before, info.abbrev};
}

/// The first slot at or after `from` within the stretch, at one of its own wall-clock times.
std::optional<date::sys_seconds> next_in_stretch(const Pattern& pattern, const Stretch& stretch,
                                                 date::sys_seconds from) {
  const auto until = at_offset(std::min(stretch.end, horizon), stretch.offset);
  auto search = at_offset(from, stretch.offset);
  while (const auto slot = next_local(pattern, search, until)) {
    if (!stretch.is_second_pass(*slot) || runs_through_hour(pattern, *slot))
      return date::sys_seconds{slot->time_since_epoch() - stretch.offset};
    search = std::chrono::floor<std::chrono::hours>(*slot) + std::chrono::hours{1};
  }
  return std::nullopt;
}

bool slot_in_gap(const Pattern& pattern, const Stretch& stretch) {
  return stretch.begins_with_gap() && next_local(pattern, stretch.clock_before(), stretch.clock_after());
}

core::Result<const date::time_zone*> find_zone(const std::string& name, std::int64_t column) {
  // The library throws for an unknown name, and also when the machine has no tzdata.
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    return core::fail(core::ErrorClass::config, "schedule.calendar",
                      fmt::format("\"{}\" is not a time zone that this machine knows", core::shortened(name, 60)),
                      "Write a name of the tz database, for example \"Mon..Fri 06:15 Europe/Stockholm\", or UTC; "
                      "without one, Swedish time is meant",
                      {.column = column});
  }
}

}  // namespace

core::Result<Calendar> Calendar::parse(std::string_view text, std::string_view default_zone) {
  auto expression = SLUSS_TRY(parse_expression(text));
  const bool written = !expression.zone.empty();
  const auto name = written ? expression.zone : std::string(default_zone);
  const auto* zone = SLUSS_TRY(find_zone(name, written ? static_cast<std::int64_t>(text.rfind(name)) + 1 : 0));
  return Calendar(std::make_shared<const Parts>(Parts{std::string(text), expression.pattern, zone}));
}

std::optional<core::Instant> Calendar::next_after(core::Instant instant) const {
  auto from = std::max(floor_seconds(instant) + seconds{1}, earliest);
  while (from < horizon) {
    const auto stretch = stretch_at(*parts_->zone, from);
    if (from == stretch.begin && slot_in_gap(parts_->pattern, stretch)) return core_instant(from);
    if (const auto slot = next_in_stretch(parts_->pattern, stretch, from)) return core_instant(*slot);
    from = stretch.end;
  }
  return std::nullopt;
}

// "Is there a slot after x that is not after `instant`" holds until the last such slot and no longer: halved.
std::optional<core::Instant> Calendar::last_until(core::Instant instant) const {
  const auto reaches = [&](date::sys_seconds x) {
    const auto next = next_after(core_instant(x));
    return next && *next <= instant;
  };
  auto low = earliest;
  auto high = std::min(floor_seconds(instant), horizon);
  if (high <= low || !reaches(low)) return std::nullopt;
  while (high - low > seconds{1}) {
    const auto middle = low + (high - low) / 2;
    (reaches(middle) ? low : high) = middle;
  }
  return next_after(core_instant(low));
}

SlotTime Calendar::describe(core::Instant slot) const {
  const auto instant = floor_seconds(slot);
  const auto stretch = stretch_at(*parts_->zone, instant);
  const auto local = at_offset(instant, stretch.offset);
  const auto day = std::chrono::floor<days>(local);
  const std::chrono::hh_mm_ss clock{local - LocalSeconds{day}};
  SlotTime time;
  time.local = fmt::format(
      "{} {:02}:{:02}:{:02} {}", core::to_text(core::Day{static_cast<std::int32_t>(day.time_since_epoch().count())}),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count(), stretch.abbreviation);
  const auto next = stretch.end < horizon ? std::optional(stretch_at(*parts_->zone, stretch.end)) : std::nullopt;
  if (stretch.is_second_pass(local)) {
    time.pass = ClockPass::second_pass;
  } else if (next && next->offset < next->offset_before && local >= next->clock_after()) {
    time.pass = ClockPass::first_pass;
  } else if (instant == stretch.begin && slot_in_gap(parts_->pattern, stretch) &&
             next_local(parts_->pattern, local, local + seconds{1}) != local) {
    time.pass = ClockPass::after_gap;
  }
  const auto changes_today = [&](const Stretch& s) {
    return s.offset != s.offset_before &&
           (std::chrono::floor<days>(s.clock_before()) == day || std::chrono::floor<days>(s.clock_after()) == day);
  };
  time.clocks_change_that_day = changes_today(stretch) || (next && changes_today(*next));
  return time;
}

const std::string& Calendar::text() const {
  return parts_->text;
}

std::string Calendar::zone() const {
  return parts_->zone->name();
}

}  // namespace sluss::daemon::schedule
