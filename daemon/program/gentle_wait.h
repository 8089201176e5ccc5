#pragma once
// How long a command that follows what a daemon does waits before it polls again.

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <utility>

namespace sluss::daemon::program {

/// Short at first, as most requests end soon; then longer, up to a second: an end is seen within that.
class GentleWait {
 public:
  static constexpr std::chrono::milliseconds first{250};
  static constexpr std::chrono::milliseconds longest{1000};

  [[nodiscard]] std::chrono::milliseconds next() { return std::exchange(wait_, std::min(longest, wait_ + wait_ / 4)); }

 private:
  std::chrono::milliseconds wait_ = first;
};

/// Sleeps so long. False: stop was requested.
[[nodiscard]] bool rest(const std::stop_token& stop, GentleWait& wait);

}  // namespace sluss::daemon::program
