#pragma once
// Intervals in UTC, counted from the epoch, so that `every = "6h"` is 00, 06, 12 and 18 o'clock UTC on every machine
// and after every restart. Pure: the clock is the caller's.

#include <chrono>
#include <string>

#include "core/time.h"
#include "daemon/serve/schedule/slots.h"

namespace sluss::daemon::schedule {

struct Slot {
  std::string job;
  core::Instant at;                ///< the nominal time: the slot's identity
  Outcome outcome = Outcome::run;  ///< or caught_up
};

/// The last slot at or before `now`.
[[nodiscard]] core::Instant slot_before(std::chrono::milliseconds every, core::Instant now);
/// The first slot after `now`.
[[nodiscard]] core::Instant slot_after(std::chrono::milliseconds every, core::Instant now);

}  // namespace sluss::daemon::schedule
