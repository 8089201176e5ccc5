#pragma once
// How long something may take, as a stop token: it stops when the caller's does, and when the time is over. Code that
// gets the token need not know the difference; the limit's owner calls has_passed() when the work has ended.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace sluss::core {

/// begin() and end() by one thread. Measured by the steady clock.
class TimeLimit {
 public:
  /// `passed` is called once, before the token stops, on a thread of the limit's own.
  explicit TimeLimit(std::stop_token outer, std::function<void()> passed = {});
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

  /// From now on, in the place of what was begun before; 0: without limit. May throw std::system_error: it needs a
  /// thread.
  void begin(std::chrono::milliseconds most);
  void end();
  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  /// The time was over before the caller stopped.
  [[nodiscard]] bool has_passed() const { return passed_; }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Forward {
    std::stop_source& stop;
    void operator()() const { stop.request_stop(); }
  };
  void watch();

  std::stop_source stop_;
  std::function<void()> on_passed_;
  std::atomic<bool> passed_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Time> until_;
  std::optional<Time> wakes_;  ///< when the thread checks next; nothing: when it is notified
  bool done_ = false;
  std::thread thread_;
  std::optional<std::stop_callback<Forward>> outer_;
};

/// begin() and end() of a block.
class LimitedTime {
 public:
  LimitedTime(TimeLimit& limit, std::chrono::milliseconds most) : limit_(limit) { limit_.begin(most); }
  ~LimitedTime() { limit_.end(); }
  LimitedTime(const LimitedTime&) = delete;
  LimitedTime& operator=(const LimitedTime&) = delete;

 private:
  TimeLimit& limit_;
};

}  // namespace sluss::core
