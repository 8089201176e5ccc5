#include "daemon/serve/service/wall_timer.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>

namespace sluss::daemon::serve {
namespace {

namespace asio = boost::asio;
constexpr std::int64_t second = 1'000'000;

core::Instant machine_now() {
  return core::SystemClock().now();
}

class TimerDescriptor final : public WallTimer {
 public:
  TimerDescriptor(asio::io_context& loop, const core::Clock& clock, int descriptor)
      : clock_(clock), descriptor_(loop, descriptor) {}

  void wait_until(core::Instant when, std::function<void(bool)> done) override {
    cancel();
    // The port's clock may differ from the machine's (a test's): what counts is how long it is until then.
    const auto left = std::max<std::int64_t>(when.micros - clock_.now().micros, 0);
    const auto at = std::max<std::int64_t>(machine_now().micros + left, 1);
    itimerspec time{};
    time.it_value.tv_sec = at / second;
    time.it_value.tv_nsec = at % second * 1000;
    ::timerfd_settime(descriptor_.native_handle(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &time, nullptr);
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [this, done = std::move(done)](const boost::system::error_code& cancelled) {
                             if (cancelled) return;
                             std::uint64_t expired = 0;
                             const auto got = ::read(descriptor_.native_handle(), &expired, sizeof expired);
                             done(got < 0 && errno == ECANCELED);
                           });
  }

  void cancel() override { descriptor_.cancel(); }

 private:
  const core::Clock& clock_;
  asio::posix::stream_descriptor descriptor_;
};

}  // namespace

core::Result<std::unique_ptr<WallTimer>> make_wall_timer(asio::io_context& loop, const core::Clock& clock) {
  const int descriptor = ::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (descriptor < 0) {
    return core::fail(core::ErrorClass::storage, "timer.create",
                      std::string("no timer can be made: ") + std::strerror(errno),
                      "see the process's limits (LimitNOFILE=)");
  }
  return std::make_unique<TimerDescriptor>(loop, clock, descriptor);
}

}  // namespace sluss::daemon::serve
