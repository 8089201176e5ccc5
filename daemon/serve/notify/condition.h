#pragma once
// What makes two events the same, and what makes the same one worth reporting again.

#include <optional>
#include <string>

#include "daemon/serve/notify/event.h"

namespace sluss::daemon::notify {

/// What the event is about: "run_failed/kolada". Two events with one key are the same condition at different times.
[[nodiscard]] std::string key_of(const Event& event);

/// The part of the event that is worth reporting again when it changes: the error's code, which series, which step. Not
/// what moves by itself: free bytes, how often it failed. The day is Swedish.
[[nodiscard]] std::string fingerprint_of(const Event& event, core::Instant now);

/// A condition is reported again after an interval; a deadline only at its steps, a refused file when it is refused
/// anew, news never.
[[nodiscard]] bool repeats(const Event& event);

/// Swedish days from now until a day; negative when it has passed.
[[nodiscard]] int days_until(core::Day day, core::Instant now);

/// False when the first step of an event is still ahead: a deadline in a month is not near.
[[nodiscard]] bool worth_reporting(const Event& event, core::Instant now);

/// When its step changes, for what has steps.
[[nodiscard]] std::optional<core::Instant> next_step(const Event& event, core::Instant now);

}  // namespace sluss::daemon::notify
