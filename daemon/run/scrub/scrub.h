#pragma once
// Reads everything stored, slowly, so that silent disk corruption is found while a backup still has the original.

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/error.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

struct ScrubSummary {
  std::int64_t generations = 0;
  std::int64_t segments = 0;
  std::int64_t objects = 0;
  std::int64_t journal_entries = 0;
  std::uint64_t bytes = 0;           ///< read
  std::vector<core::Error> damaged;  ///< each with its file; empty: all is well
};

/// Reads generations, archive and journal through and compares each with its sum, at most so many bytes a second and
/// with the calling thread's I/O priority idle. Changes nothing but <state>/scrub.json, which records when it last
/// ended and what it found. Cancelled class "scrub.cancelled" when stopped: the next one begins from the start.
[[nodiscard]] core::Result<ScrubSummary> scrub(Context& context, std::stop_token stop,
                                               std::uint64_t bytes_per_second = 20'000'000);

struct LastScrub {
  core::Instant ended_at;
  std::vector<core::Error> damaged;  ///< without what has been exchanged or removed since
};

/// By <state>/scrub.json; nothing when none has ended (or the file is unreadable).
[[nodiscard]] std::optional<LastScrub> last_scrub(Context& context);

}  // namespace sluss::daemon::run
