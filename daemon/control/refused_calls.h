#pragma once
// Refusals at the door of calls that would change something, for the audit: counted where they happen, and written by a
// thread of their own, so that a flood of them makes few entries and the loop waits for no disk.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "daemon/control/http_door.h"

namespace sluss::daemon::control {

class RefusedCalls {
 public:
  struct Limits {
    std::chrono::milliseconds pause{60'000};  ///< between two entries of the same refusal, route and asker
    std::size_t most = 100;                   ///< of them that are told apart; later askers are one, "others"
  };
  /// `write` is called on the thread of its own, and by finish().
  explicit RefusedCalls(AuditFunction write);
  RefusedCalls(AuditFunction write, Limits limits);
  ~RefusedCalls();
  RefusedCalls(const RefusedCalls&) = delete;
  RefusedCalls& operator=(const RefusedCalls&) = delete;

  /// One refusal: the first of its kind is written at once, what follows it after the pause with its count. Never waits
  /// for what is written. Any thread.
  void count(const Audited& call);
  /// Writes what is left, what fails once more, and the thread ends; what could not be written is told in the log, with
  /// its number, and what is counted afterwards is there alone. Waits for the disk.
  void finish();

 private:
  /// The refusal's code, the action and the route, who asked, by which way.
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    std::int64_t count = 0;
    std::optional<Clock::time_point> written;
  };

  struct Unwritten {
    std::vector<Audited> entries;
    std::int64_t refusals = 0;
    std::string why;
  };

  void work();
  void forget_old(Clock::time_point now);
  [[nodiscard]] std::vector<Audited> take(Clock::time_point now, bool all);
  [[nodiscard]] std::optional<Clock::time_point> next_due() const;
  [[nodiscard]] Unwritten write(const std::vector<Audited>& entries);
  void write_or_keep(const std::vector<Audited>& entries);

  AuditFunction write_;
  Limits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, Waiting> waiting_;
  bool ending_ = false;
  std::thread writer_;  ///< from the first refusal on
};

}  // namespace sluss::daemon::control
