#pragma once
// The slow reading of all that is stored, once in the time that [scrub] sets and one at a time, on a thread of its own:
// when it is due, and what the last one showed. It takes a place among those who work with the warehouse, so that a
// rebuilding waits for its end. run::scrub() logs what it finds.
//
// Locks: the service's mutex guards all of it; it is recursive, and every method locks it by itself. Threads:
// begin_when_due() is called on the loop, the others on any thread; `on_ended` on the scrub's own.

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "core/time.h"
#include "daemon/run/scrub/scrub.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/service/run_pool.h"

namespace sluss::daemon::serve {

class Scrubber {
 public:
  /// Under the mutex: a scrub is no longer under way. `whole`: it came to its end, whatever it found.
  using OnEnded = std::function<void(bool whole)>;

  /// All of them outlive it; it is made when the daemon starts. The destructor stops a scrub and waits for its end.
  Scrubber(const core::Clock& clock, std::recursive_mutex& mutex, RunPool& pool, OnEnded on_ended);
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

  /// At the start: the last one that came to its end before it.
  void restore(const run::LastScrub& last);
  /// Nothing: one is under way, the configuration wants none, or there is no warehouse.
  [[nodiscard]] std::optional<core::Instant> next(const run::Workplace& workplace) const;
  /// Not while someone has the warehouse alone.
  void begin_when_due(core::Instant now, const std::shared_ptr<run::Workplace>& workplace);
  /// The one under way ends soon, and another is due an hour later.
  void cancel();

 private:
  [[nodiscard]] std::optional<core::Instant> due_at(const run::Workplace& workplace) const;
  void work(const std::stop_token& stop, run::Workplace& workplace, RunPool::Place& place);

  const core::Clock& clock_;
  std::recursive_mutex& mutex_;  ///< guards what follows
  RunPool& pool_;
  const OnEnded on_ended_;
  const core::Instant since_;
  bool under_way_ = false;
  std::optional<core::Instant> ended_;    ///< when the last one came to its end
  std::optional<core::Instant> cut_off_;  ///< when the last one ended, when it did not come to its end
  bool found_ = false;                    ///< damage
  std::jthread thread_;                   ///< last: it is joined while the others are there
};

}  // namespace sluss::daemon::serve
