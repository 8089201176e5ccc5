#pragma once
// What happens at the door too often for an entry each, for the audit: refusals of calls that would change something,
// and readings. Counted where they happen, and written by a thread of their own, so that a flood of them makes few
// entries and the loop waits for no disk.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

#include "daemon/serve/door/http_door.h"

namespace sluss::daemon::door {

class CountedCalls {
 public:
  struct Limits {
    std::chrono::milliseconds pause{60'000};  ///< between two entries that are alike but for their count
    std::size_t most = 100;                   ///< of them that are counted apart; later callers are one, "others"
    std::string_view counted = "refusals";    ///< as the log calls them
  };
  /// `write` is called on the thread of its own, and by finish().
  explicit CountedCalls(AuditFunction write);
  CountedCalls(AuditFunction write, Limits limits);
  ~CountedCalls();
  CountedCalls(const CountedCalls&) = delete;
  CountedCalls& operator=(const CountedCalls&) = delete;

  /// One call: the first of its kind is written at once, what follows it after the pause with its count. Never waits
  /// for what is written. Any thread.
  void count(const AuditEntry& call);
  /// Writes what is left, retries once what fails, and ends the thread. What could not be written is logged with its
  /// number; what is counted afterwards is dropped. Waits for the disk.
  void finish();

 private:
  /// The error's code, the action and its object, the caller, the way, the outcome.
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;
  using Clock = std::chrono::steady_clock;
  struct PendingCount {
    std::int64_t count = 0;
    std::optional<Clock::time_point> written;
  };

  struct UnwrittenEntries {
    std::vector<AuditEntry> entries;
    std::int64_t calls = 0;
    std::string why;
  };

  void work();
  void forget_old(Clock::time_point now);
  [[nodiscard]] std::vector<AuditEntry> take(Clock::time_point now, bool all);
  [[nodiscard]] std::optional<Clock::time_point> next_due() const;
  [[nodiscard]] UnwrittenEntries write(const std::vector<AuditEntry>& entries);
  void write_or_keep(const std::vector<AuditEntry>& entries);

  AuditFunction write_;
  Limits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, PendingCount> waiting_;
  bool ending_ = false;
  std::thread writer_;  ///< from the first call on
};

}  // namespace sluss::daemon::door
