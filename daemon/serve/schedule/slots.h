#pragma once
// Slots apart from runs: which slots are due, and what becomes of each. A slot is a nominal time; the run
// that serves it may begin later. Every slot after the last accounted one is reported exactly once: as run, as skipped
// with its reason, or as caught up. Pure: the clock, what is known and what is running are the caller's.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.h"
#include "daemon/serve/schedule/calendar.h"

namespace sluss::daemon::schedule {

/// A calendar expression, or an interval in UTC counted from the epoch.
class Schedule {
 public:
  explicit Schedule(Calendar calendar) : rule_(std::move(calendar)) {}
  /// More than nothing.
  explicit Schedule(std::chrono::milliseconds every);

  /// Strictly after; nothing when there is none.
  [[nodiscard]] std::optional<core::Instant> next_after(core::Instant instant) const;
  /// At or before.
  [[nodiscard]] std::optional<core::Instant> last_until(core::Instant instant) const;
  /// The calendar, when it is one.
  [[nodiscard]] const Calendar* calendar() const { return std::get_if<Calendar>(&rule_); }

 private:
  std::variant<Calendar, std::chrono::milliseconds> rule_;
};

/// What becomes of slots that passed while they could not be served.
enum class MissedPolicy : std::uint8_t {
  latest,  ///< the last of them is caught up, the others are skipped
  all,     ///< each is caught up, the oldest first
  skip,    ///< none
};

/// A time during which no slot is served. What it skips is never caught up: pausing is a person's decision.
struct Pause {
  core::Instant from;
  std::optional<core::Instant> until;  ///< first instant after it; nothing: it lasts
};
/// Whether there is one, and it lasts at that moment.
[[nodiscard]] bool is_paused(const std::optional<Pause>& pause, core::Instant at);

struct SlotPolicy {
  std::string job;  ///< with the slot, what the jitter is made of
  MissedPolicy missed = MissedPolicy::latest;
  std::chrono::milliseconds jitter{0};       ///< upper bound, not reached; 0: none
  std::chrono::milliseconds on_time{60000};  ///< a slot that begins later than this after its time was missed
  std::vector<Pause> pauses;
};

enum class Outcome : std::uint8_t { run, caught_up, skipped };

enum class SkipReason : std::uint8_t {
  none,        ///< it was not skipped
  superseded,  ///< a later slot serves what it would have
  missed,      ///< it could not be served in time, and the policy is to skip
  paused,
  running,  ///< the job's run before it still went on (see decide_overlap)
};

[[nodiscard]] std::string_view name_of(Outcome outcome);
/// "superseded", "missed", …; "" for none.
[[nodiscard]] std::string_view name_of(SkipReason reason);

/// One slot, or several after each other that were skipped for one reason.
struct AccountedSlots {
  core::Instant first;
  core::Instant last;  ///< the same when it is one
  std::int64_t count = 1;
  Outcome outcome = Outcome::run;
  SkipReason reason = SkipReason::none;
};

struct DueSlots {
  std::vector<AccountedSlots> slots;  ///< in the order of their times, without a hole
  core::Instant accounted;            ///< to be passed next time
  bool more = false;                  ///< more were due than one call reports: call again at once
  /// When the next slot begins, jitter and all; nothing: never.
  std::optional<core::Instant> wake;
};

/// So many slots are reported in one call.
constexpr std::int64_t most_slots_at_once = 10000;

/// The slots after `accounted` (the last slot that was reported, or where the job's life began) that have begun at
/// `now`. A clock that goes back gives none until it is past `accounted` again: no slot comes twice.
[[nodiscard]] DueSlots due_slots(const Schedule& schedule, const SlotPolicy& policy, core::Instant accounted,
                                 core::Instant now);

/// In [0, bound): the same for the same job and slot on every machine and in every version.
[[nodiscard]] std::chrono::milliseconds jitter_of(std::string_view job, core::Instant slot,
                                                  std::chrono::milliseconds bound);
/// When a slot begins: its time and its jitter, which never reaches the next slot.
[[nodiscard]] core::Instant begin_of(const Schedule& schedule, const SlotPolicy& policy, core::Instant slot);

/// What is done with a slot whose job is still running.
enum class Overlap : std::uint8_t {
  skip,
  queue_one,  ///< one slot waits for the run to end; those after it are skipped
};

struct JobState {
  bool running = false;
  std::optional<core::Instant> waiting;  ///< the slot that waits for the run to end
};

enum class OverlapDecision : std::uint8_t { begin, wait, skip };

[[nodiscard]] OverlapDecision decide_overlap(Overlap policy, const JobState& state);

}  // namespace sluss::daemon::schedule
