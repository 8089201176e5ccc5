#include "daemon/serve/service/watch.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "core/descriptor.h"
#include "core/exception.h"

namespace sluss::daemon::serve {
namespace {

using namespace std::chrono_literals;
using Time = Settling::Time;

constexpr std::string_view exception_code = "watch.exception";
/// Whatever a kind says: looks cost something, and what changes is looked at again soon.
constexpr std::chrono::milliseconds least_wait = 100ms;
constexpr std::chrono::milliseconds after_error = 10s;

/// Ends a wait from another thread.
class Bell {
 public:
  Bell() : bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  void ring() const { [[maybe_unused]] const auto rung = ::eventfd_write(bell_.number(), 1); }
  /// Until then, until the bell rings, or until `descriptor` can be read: true for the last.
  [[nodiscard]] bool wait(Time until, int descriptor) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    std::array<pollfd, 2> both{{{bell_.number(), POLLIN, 0}, {descriptor, POLLIN, 0}}};  // a negative one is left out
    const auto longest = bell_.number() < 0 ? 1'000 : 3'600'000;  // without a bell it asks whether it is to stop
    const auto most = std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, longest);
    if (::poll(both.data(), both.size(), static_cast<int>(most)) <= 0) return false;
    return both[1].revents != 0;
  }

 private:
  core::Descriptor bell_;
};

/// One watched job, on its thread.
class Looker {
 public:
  Looker(const Watched& watched, const WatchTellers& tellers, const std::stop_token& stop)
      : watched_(watched), tellers_(tellers), stop_(stop) {}

  void go_on_until_stopped() {
    const std::stop_callback stopped(stop_, [this] { bell_.ring(); });
    while (!stop_.stop_requested()) {
      const auto looked = look();
      if (stop_.stop_requested()) return;
      tell(looked);
      wait(looked.has_value());
    }
  }

 private:
  /// What it announces, if anything.
  core::Result<> look() {
    return core::without_exceptions(exception_code, [this]() -> core::Result<> {
      if (!watcher_) {
        watcher_ = SLUSS_TRY(watched_.open());
        settling_.emplace(watcher_->pace());
      }
      const auto token = SLUSS_TRY(watcher_->poll(stop_));
      if (const auto news = settling_->saw(token, std::chrono::steady_clock::now()); news && !stop_.stop_requested())
        tellers_.announced(watched_.job, *news, stop_);
      return {};
    });
  }

  void tell(const core::Result<>& looked) {
    const auto code = looked ? std::string() : looked.error().code;
    if (std::exchange(told_, code) == code) return;
    // Told or not, the watching goes on.
    [[maybe_unused]] const auto told = core::without_exceptions(exception_code, [&]() -> core::Result<> {
      tellers_.blind(watched_.job, looked ? std::nullopt : std::optional(looked.error()), stop_);
      return {};
    });
  }

  void wait(bool saw) {
    const auto now = std::chrono::steady_clock::now();
    if (!saw) watcher_.reset();  // and is opened anew: a folder that was mounted again is another one
    const auto until = saw ? std::max(settling_->next(now), now + least_wait) : now + after_error;
    if (!bell_.wait(until, saw ? watcher_->descriptor() : -1)) return;
    // Woken by what it watches, which may call again and again.
    [[maybe_unused]] const bool readable = bell_.wait(std::chrono::steady_clock::now() + least_wait, -1);
  }

  const Watched& watched_;
  const WatchTellers& tellers_;
  const std::stop_token& stop_;
  Bell bell_;
  std::unique_ptr<connectors::Watcher> watcher_;
  std::optional<Settling> settling_;
  std::string told_;  ///< the code of the error that is told
};

}  // namespace

std::optional<std::string> Settling::saw(const std::string& token, Time now) {
  if (token.empty() || token == announced_) {  // nothing is there, or what was begun is taken back
    last_ = token;
    began_.reset();
    return std::nullopt;
  }
  if (!began_) began_ = now;
  if (std::exchange(last_, token) != token) changed_ = now;
  if (now - *changed_ < pace_.settle && now - *began_ < pace_.settle_most) return std::nullopt;
  began_.reset();
  announced_ = token;
  return token;
}

Time Settling::next(Time now) const {
  if (!began_) return now + pace_.poll_every;
  return std::min({now + pace_.poll_every, std::max(now, *changed_ + pace_.settle), *began_ + pace_.settle_most});
}

void Watching::watch(std::vector<Watched> all) {
  std::erase_if(ones_, [](const auto& one) { return one->ended.load(); });
  stop();
  for (auto& watched : all) {
    auto& one = *ones_.emplace_back(std::make_unique<One>());
    one.thread = std::jthread([this, &one, watched = std::move(watched)](const std::stop_token& stop) {
      Looker(watched, tellers_, stop).go_on_until_stopped();
      one.ended = true;
    });
  }
}

void Watching::stop() {
  for (const auto& one : ones_) one->thread.request_stop();
}

}  // namespace sluss::daemon::serve
