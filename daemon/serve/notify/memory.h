#pragma once
// Not repeated without need. A condition is told when it begins, when it changes, again after an interval for as long
// as it lasts, and when it is over. Pure: the clock and the keeping are the caller's.
//
//   decide(memory, everything that holds now and what is new, now) → what to tell, and the memory for when it was told
//
// Keep `after` once the message is handed over; when that fails keep the old memory, and the next decision tells it
// then. A condition counts as over when it has been gone for `settle`: what comes and goes is told once.

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

/// A condition that people know of.
struct Told {
  std::string key;
  EventKind kind = EventKind::run_failed;
  std::string fingerprint;
  std::string about;  ///< Swedish, for when it is over: "jobbet kolada"
  core::Instant since;
  core::Instant told_at;
  std::optional<core::Instant> gone_since;
  bool operator==(const Told&) const = default;
};

struct Memory {
  std::vector<Told> told;
  std::vector<std::string> news;  ///< keys of the last news told, oldest first; at most news_kept
  static constexpr std::size_t news_kept = 200;
  bool operator==(const Memory&) const = default;
};

enum class Why : std::uint8_t { begins, changed, lasts };

struct Telling {
  Event event;
  Why why = Why::begins;
  core::Instant since;
};

struct Over {
  Told told;
};

struct Decision {
  std::vector<Telling> tell;  ///< the most serious first
  std::vector<Over> over;
  Memory after;
  /// When there may be more to tell though nothing happens; for a timer.
  std::optional<core::Instant> again_at;
  [[nodiscard]] bool silent() const { return tell.empty() && over.empty(); }
};

/// `now_true` holds every condition that is true now: one that is left out is taken to be over. And the news.
[[nodiscard]] Decision decide(const Memory& memory, std::span<const Event> now_true, core::Instant now,
                              const RepeatRule& rule);

/// When to try again to hand over what could not be: after 1, 2, 4 … minutes, an hour at most.
[[nodiscard]] core::Instant next_try(int failures, core::Instant now);

}  // namespace sluss::daemon::notify
