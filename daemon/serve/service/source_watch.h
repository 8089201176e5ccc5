#pragma once
// Watches the sources of the jobs that run on events. Each watched job has a thread of its own, so that a folder that
// does not answer delays no other; the callbacks are called on it. JobWatchers is called on any thread, one at a time.

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

/// Holds back what a watcher saw until it has stopped changing. Pure.
class Debouncer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit Debouncer(const connectors::Pace& pace) : pace_(pace) {}

  /// Returns the token to announce: unchanged for the settling time, or changing for too long. Each once.
  std::optional<std::string> observe(const std::string& token, Time now);
  /// When the source is to be polled next.
  [[nodiscard]] Time next_check(Time now) const;

 private:
  connectors::Pace pace_;
  std::string last_;                     ///< seen
  std::string announced_;                ///< empty too: what was never announced is not taken back
  std::optional<Time> began_, changed_;  ///< while it settles: first and last change
};

struct WatchedJob {
  std::string job;
  std::function<core::Result<std::unique_ptr<connectors::Watcher>>()> open;
};

/// Called by the watching threads. A callback must check `stop` first: the job may no longer be watched.
struct WatchCallbacks {
  std::function<void(const std::string& job, const std::string& token, const std::stop_token& stop)> on_announced;
  /// Once when the source cannot be watched (again when the error's code changes), and once, with nothing, when it can.
  std::function<void(const std::string& job, const std::optional<core::Error>& why, const std::stop_token& stop)>
      on_blind;
  /// When what lies there and no job takes has changed; with a count of 0 when there is none any more.
  std::function<void(const std::string& job, const connectors::Unclaimed& unclaimed, const std::stop_token& stop)>
      on_unclaimed = {};
  /// When other files lie where refused ones were put away, or it is not known any more which.
  std::function<void(const std::string& job, const std::optional<std::vector<std::string>>& files,
                     const std::stop_token& stop)>
      on_refused = {};
  /// When a run has left something undone with a file, or something else, or with nothing: it has been done.
  std::function<void(const std::string& job, const std::optional<core::Error>& what, const std::stop_token& stop)>
      on_left_undone = {};
};

class JobWatchers {
 public:
  explicit JobWatchers(WatchCallbacks callbacks) : callbacks_(std::move(callbacks)) {}

  /// The jobs that are watched from now on; each is polled soon. Waits for no thread.
  void watch(std::vector<WatchedJob> all);
  /// The threads end soon; the destructor joins them.
  void stop();

 private:
  struct WatchThread {
    std::atomic<bool> ended = false;
    std::jthread thread;
  };

  WatchCallbacks callbacks_;
  std::vector<std::unique_ptr<WatchThread>> threads_;  ///< also those that were asked to stop, until they have
};

}  // namespace sluss::daemon::serve
