#pragma once
// Keeps the service manager waiting for a start that goes on: reading tens of gigabytes before it is ready takes longer
// than TimeoutStartSec=, and a start that hangs must still end there.

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace sluss::daemon::serve {

/// What a process has done since it began.
struct Work {
  std::chrono::microseconds cpu{0};
  std::int64_t blocks = 0;  ///< read from and written to disks
};

[[nodiscard]] Work work_of_this_process();
/// More than the pulse does itself: 10 ms of processor, or a block.
[[nodiscard]] bool has_worked(const Work& before, const Work& now);

/// From its making to its end a thread asks every `every` whether the process has worked since, and says so by
/// notify_extend() with the step under way. Any thread.
class StartPulse {
 public:
  struct Options {
    std::chrono::milliseconds every = std::chrono::seconds(30);
    std::chrono::minutes more{5};  ///< what a working start gets from each pulse
    std::function<Work()> work = work_of_this_process;
    std::function<void(std::chrono::microseconds more, std::string_view step)> notify;  ///< empty: notify_extend()
  };
  explicit StartPulse(std::string step) : StartPulse(std::move(step), Options{}) {}
  StartPulse(std::string step, Options options);

  void step(std::string_view step);

 private:
  void beat(const std::stop_token& stop);

  Options options_;
  std::mutex mutex_;
  std::string step_;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace sluss::daemon::serve
