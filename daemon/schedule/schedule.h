#pragma once
// When jobs run. This first form: intervals in UTC, counted from the epoch, so that `every = "6h"` is 00, 06, 12 and 18
// o'clock UTC on every machine and after every restart. Pure: the clock is the caller's.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace sluss::daemon::schedule {

struct Slot {
  std::string job;
  core::Instant at;  ///< the nominal time: the slot's identity
};

/// The last slot at or before `now`.
[[nodiscard]] core::Instant slot_before(std::chrono::milliseconds every, core::Instant now);
/// The first slot after `now`.
[[nodiscard]] core::Instant slot_after(std::chrono::milliseconds every, core::Instant now);

/// Which job is due, and when the next one is. Not thread safe.
class Timetable {
 public:
  /// `last_began`: when the job's last run began, if one is known. A slot that was missed meanwhile is due at once
  /// (`latest`: one run, however many were missed).
  void add(std::string job, std::chrono::milliseconds every, std::optional<core::Instant> last_began,
           core::Instant now);
  /// Due at `now`, the oldest slot first; taken out, so that each slot comes once.
  [[nodiscard]] std::optional<Slot> take_due(core::Instant now);
  /// The next slot of all; nothing when there is no job.
  [[nodiscard]] std::optional<core::Instant> next() const;
  [[nodiscard]] std::optional<core::Instant> next_of(std::string_view job) const;

 private:
  struct Entry {
    std::string job;
    std::chrono::milliseconds every;
    core::Instant next;
  };
  std::vector<Entry> entries_;
};

}  // namespace sluss::daemon::schedule
