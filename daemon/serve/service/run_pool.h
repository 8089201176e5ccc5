#pragma once
// Who works with the warehouse while the daemon serves: runs, each on a thread of its own; whatever else takes a place
// (a release, a discard, a scrub); and a rebuilding, which waits until it is alone. It begins, ends and cancels. When a
// run begins, and what follows from its end, is for the service to decide.
//
// Locks: the service's mutex guards all of it, so that the end of a run and what the scheduler knows of it change
// together. The mutex is recursive, and every method locks it by itself, but is_exclusive(), which returns at once.
// Threads: begin() is called on the loop, the others on any thread. A run's work and `on_outcome` are on the run's own
// thread, without the mutex; its thread is joined on the loop.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/door/operations.h"
#include "daemon/serve/schedule/scheduler.h"

namespace boost::asio {
class io_context;
}

namespace sluss::daemon::serve {

/// How a run ended.
struct RunOutcome {
  schedule::RunEnd how = schedule::RunEnd::committed;
  core::Error error;
  std::optional<run::RunSummary> summary;  ///< nothing: it was not committed
  double seconds = 0;                      ///< that it took
};

struct RunCallbacks {
  /// On the run's thread, without the mutex: the run is still under way. Not called when its thread did not begin.
  std::function<void(const std::string& job, const std::shared_ptr<run::Workplace>& workplace,
                     const RunOutcome& outcome)>
      on_outcome;
  /// On the loop, under the mutex: the run is no longer under way.
  std::function<void(const std::string& job, const RunOutcome& outcome)> on_ended;
};

class RunPool {
  struct Leave {
    void operator()(RunPool* pool) const { pool->leave(); }
  };

 public:
  /// Both outlive it. No run is under way when the loop ends.
  RunPool(boost::asio::io_context& loop, std::recursive_mutex& mutex, RunCallbacks callbacks);
  RunPool(const RunPool&) = delete;
  RunPool& operator=(const RunPool&) = delete;

  /// The run keeps the workplace, as it is now. A thread that cannot be started is a run that failed.
  void begin(const schedule::RunStart& start, std::shared_ptr<run::Workplace> workplace);
  /// Every run under way ends soon.
  void cancel();
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// In the order in which they began.
  [[nodiscard]] std::vector<door::DaemonState::RunningJob> under_way() const;

  /// What is no run and works with the warehouse. As long as it has its place, no one is alone.
  using Place = std::unique_ptr<RunPool, Leave>;
  /// Errors: busy class "rebuild.running" while it is exclusive.
  [[nodiscard]] core::Result<Place> take_place();

  /// From begin_exclusive() to end_exclusive() no place is given, and the service begins no run. Never two at once.
  void begin_exclusive();
  void end_exclusive();
  [[nodiscard]] bool is_exclusive() const { return exclusive_; }
  /// After begin_exclusive(), and without the mutex. Runs end, or are cancelled after `limit`; places end by
  /// themselves. Errors: cancelled class "rebuild.cancelled".
  [[nodiscard]] core::Result<> wait_until_alone(const std::stop_token& stop, std::chrono::milliseconds limit);

 private:
  struct Run;

  [[nodiscard]] RunOutcome execute(Run& run);
  void finish(const std::shared_ptr<Run>& run, const RunOutcome& outcome);
  void leave();

  boost::asio::io_context& loop_;
  std::recursive_mutex& mutex_;  ///< guards what follows
  const RunCallbacks callbacks_;
  std::vector<std::shared_ptr<Run>> runs_;
  int places_ = 0;
  std::condition_variable_any something_ended_;  ///< a run, or what had a place
  std::atomic<bool> exclusive_ = false;          ///< written under the mutex, read without it too
};

}  // namespace sluss::daemon::serve
