#pragma once
// Decides what is reported, so that nothing is repeated without need. A condition is reported when it begins, when it
// changes, again after an interval for as long as it lasts, and when it is over. Pure: the clock and the storage are
// the caller's.
//
//   decide(memory, all conditions that are true now and all news, now) → what to send, and the memory once sent
//
// Store `after` once the message is handed over; when that fails keep the old memory, and the next decision has the
// same notices. A condition counts as over when it has been gone for `settle`: what comes and goes is reported once.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "daemon/serve/notify/event.h"

namespace sluss::daemon::notify {

struct RepeatRule {
  std::chrono::milliseconds again_after = std::chrono::hours(24);
  std::chrono::milliseconds settle = std::chrono::minutes(10);
};

/// A condition that people have been notified of.
struct ReportedCondition {
  std::string key;
  EventKind kind = EventKind::run_failed;
  std::string fingerprint;
  std::string about;      ///< Swedish, for when it is over: "jobbet kolada"
  std::string file = {};  ///< the name of the file that it is about, as messages have it; empty: it is about none
  core::Instant since;
  core::Instant reported_at;
  std::optional<core::Instant> gone_since;
  bool released = false;     ///< news told that it was let through: that it is over is told already
  std::string outcome = {};  ///< Swedish, of one that is over: what became of it; not kept
  bool replaced = false;     ///< nobody decided: `outcome` is the whole of it; not kept
  bool operator==(const ReportedCondition&) const = default;
};

struct Memory {
  std::vector<ReportedCondition> reported;
  std::vector<std::string> news;  ///< keys of the last news reported, oldest first; at most news_kept
  static constexpr std::size_t news_kept = 200;
  bool operator==(const Memory&) const = default;
};

enum class NoticeReason : std::uint8_t { begins, changed, lasts };

struct Notice {
  Event event;
  NoticeReason reason = NoticeReason::begins;
  core::Instant since;
};

struct Decision {
  std::vector<Notice> notices;          ///< the most serious first
  std::vector<ReportedCondition> over;  ///< the conditions that have ended
  Memory after;
  /// When there may be more to report though nothing happens; for a timer.
  std::optional<core::Instant> again_at;
  [[nodiscard]] bool silent() const { return notices.empty() && over.empty(); }
};

/// What became of rows of a run that waited for a decision.
struct HeldOutcome {
  std::int64_t run = 0;  ///< that brought them
  std::string job;
  std::string became;     ///< "released", "discarded", "replaced": a later run brought the same again
  std::int64_t with = 0;  ///< the run that they were decided with: itself, or the later one that they waited with; or
                          ///< that has replaced them
  std::int64_t rows = 0;  ///< of replaced ones not known
  std::string now = {};   ///< of the run that has replaced them: "waiting", "discarded", "replaced", "loaded"
  std::string file = {};  ///< that the run `with` has read; empty: none
  bool operator==(const HeldOutcome&) const = default;
};
/// ReportedCondition::outcome of what is over: "132 rader släpptes igenom: 72 ur körning 2 och 60 ur körning 4", and of
/// run 2 "72 rader släpptes igenom med körning 4"; of what a later run has brought again, by what, and what became of
/// that (ReportedCondition::replaced).
void add_outcomes(Decision& decision, std::span<const HeldOutcome> outcomes);

/// `now_true` holds every condition that is true now: one that is left out is taken to be over, but for a run whose
/// rows wait with a later one (SeriesHeld::rows): it is over when that one is. And the news.
[[nodiscard]] Decision decide(const Memory& memory, std::span<const Event> now_true, core::Instant now,
                              const RepeatRule& rule);

/// When to retry a message that could not be handed over: after 1, 2, 4 … minutes, an hour at most.
[[nodiscard]] core::Instant next_try(int failures, core::Instant now);

}  // namespace sluss::daemon::notify
