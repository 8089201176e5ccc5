#pragma once
// When jobs run: intervals in UTC, counted from the epoch, so that `every = "6h"` is 00, 06, 12 and 18 o'clock UTC on
// every machine and after every restart; and the timetable of all jobs, whose schedules are intervals or calendar
// expressions. Pure: the clock is the caller's.

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.h"
#include "daemon/schedule/slots.h"

namespace sluss::daemon::schedule {

struct Slot {
  std::string job;
  core::Instant at;                ///< the nominal time: the slot's identity
  Outcome outcome = Outcome::run;  ///< or caught_up
};

/// Slots that no run serves, to be told.
struct SkippedSlots {
  std::string job;
  AccountedSlots slots;
};

/// The last slot at or before `now`.
[[nodiscard]] core::Instant slot_before(std::chrono::milliseconds every, core::Instant now);
/// The first slot after `now`.
[[nodiscard]] core::Instant slot_after(std::chrono::milliseconds every, core::Instant now);

/// Which job is due, and when the next one is. Not thread safe.
class Timetable {
 public:
  /// Told of what is skipped, within take_due.
  using Skipped = std::function<void(const SkippedSlots& skipped)>;

  explicit Timetable(Skipped on_skipped = {}) : on_skipped_(std::move(on_skipped)) {}
  /// `accounted`: the last slot that was told, or when the job's last run began; slots missed since then are served by
  /// the policy. Nothing is known: the last slot before `now` is due at once. One that lies more than a day ahead of
  /// `now` comes from a clock that was wrong, and is taken for `now`.
  void add(Schedule schedule, SlotPolicy policy, std::optional<core::Instant> accounted, core::Instant now);
  /// An interval; a slot that was missed meanwhile is due at once (`latest`: one run, however many were missed).
  void add(std::string job, std::chrono::milliseconds every, std::optional<core::Instant> last_began,
           core::Instant now);
  /// Due at `now`, the oldest slot first; taken out, so that each slot comes once. After a very long
  /// time down it may find none yet although next() is past: it is called again then.
  [[nodiscard]] std::optional<Slot> take_due(core::Instant now);
  /// When the next slot of all begins, its jitter counted in; nothing when there is none.
  [[nodiscard]] std::optional<core::Instant> next() const;
  [[nodiscard]] std::optional<core::Instant> next_of(std::string_view job) const;

 private:
  struct Entry {
    Schedule schedule;
    SlotPolicy policy;
    core::Instant accounted;
    std::optional<core::Instant> next;  ///< when the slot after `accounted` begins
    std::deque<Slot> waiting;           ///< told already, to be served one after the other (`all`)

    [[nodiscard]] std::optional<core::Instant> first() const;
    void account(core::Instant now, const Skipped& on_skipped);
  };

  std::vector<Entry> entries_;
  Skipped on_skipped_;
};

}  // namespace sluss::daemon::schedule
