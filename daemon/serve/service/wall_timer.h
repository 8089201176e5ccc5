#pragma once
// A timer on the wall clock: it fires at its time whatever is done to the clock, and at once when the clock is set, so
// that no thread has to poll (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET).

#include <functional>
#include <memory>

#include "core/time.h"

namespace boost::asio {
class io_context;
}

namespace sluss::daemon::serve {

class WallTimer {
 public:
  virtual ~WallTimer() = default;
  /// Replaces what it waited for. `done` is called on the loop's thread; true: the clock was set.
  virtual void wait_until(core::Instant when, std::function<void(bool clock_was_set)> done) = 0;
  virtual void cancel() = 0;
};

/// Errors: storage class "timer.create".
[[nodiscard]] core::Result<std::unique_ptr<WallTimer>> make_wall_timer(boost::asio::io_context& loop,
                                                                       const core::Clock& clock);

}  // namespace sluss::daemon::serve
