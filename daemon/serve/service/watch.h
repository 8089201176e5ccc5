#pragma once
// Watches the sources of the jobs that run on events. Each watched job has a thread of its own, so that a folder that
// does not answer holds nobody else up; the tellers are called on it. Watching is called on any thread, one at a time.

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "connectors/watcher.h"
#include "core/error.h"

namespace sluss::daemon::serve {

/// What a watcher saw, until it has stood still. Pure.
class Settling {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit Settling(const connectors::Pace& pace) : pace_(pace) {}

  /// The token to announce: it has not changed for the time of settling, or changes for too long. Each once.
  std::optional<std::string> saw(const std::string& token, Time now);
  /// When the next look is due.
  [[nodiscard]] Time next(Time now) const;

 private:
  connectors::Pace pace_;
  std::string last_;                     ///< seen
  std::string announced_;                ///< empty too: what was never told is not taken back
  std::optional<Time> began_, changed_;  ///< while it settles: first and last change
};

struct Watched {
  std::string job;
  std::function<core::Result<std::unique_ptr<connectors::Watcher>>()> open;
};

/// Called by the threads of the watched. A caller that has changed what is watched asks `stop` before it believes.
struct WatchTellers {
  std::function<void(const std::string& job, const std::string& token, const std::stop_token& stop)> announced;
  /// Once when it cannot be watched (what it is of another error: again), and once, with nothing, when it can again.
  std::function<void(const std::string& job, const std::optional<core::Error>& why, const std::stop_token& stop)> blind;
};

class Watching {
 public:
  explicit Watching(WatchTellers tellers) : tellers_(std::move(tellers)) {}

  /// Those that are watched from now on; each is looked at soon. Waits for no thread.
  void watch(std::vector<Watched> all);
  /// Ends soon, and is waited for by the destructor.
  void stop();

 private:
  struct One {
    std::atomic<bool> ended = false;
    std::jthread thread;
  };

  WatchTellers tellers_;
  std::vector<std::unique_ptr<One>> ones_;  ///< those that were asked to end too, until they have
};

}  // namespace sluss::daemon::serve
