#include "daemon/serve/service/source_watch.h"

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
using Time = Debouncer::Time;

constexpr std::string_view exception_code = "watch.exception";
/// Whatever a kind's pace: polls cost something, and what changes is polled again soon.
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
    const auto longest = bell_.number() < 0 ? 1'000 : 3'600'000;  // without a bell it polls the stop token
    const auto most = std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, longest);
    if (::poll(both.data(), both.size(), static_cast<int>(most)) <= 0) return false;
    return both[1].revents != 0;
  }

 private:
  core::Descriptor bell_;
};

/// Watches one job's source, on its thread.
class WatchLoop {
 public:
  WatchLoop(const WatchedJob& watched, const WatchCallbacks& callbacks, const std::stop_token& stop)
      : watched_(watched), callbacks_(callbacks), stop_(stop) {}

  void run() {
    const std::stop_callback stopped(stop_, [this] { bell_.ring(); });
    while (!stop_.stop_requested()) {
      const auto polled = poll();
      if (stop_.stop_requested()) return;
      report(polled);
      wait(polled.has_value());
    }
  }

 private:
  /// Polls the source once, and announces what is new.
  core::Result<> poll() {
    return core::without_exceptions(exception_code, [this]() -> core::Result<> {
      if (!watcher_) {
        watcher_ = SLUSS_TRY(watched_.open());
        debouncer_.emplace(watcher_->pace());
      }
      const auto token = SLUSS_TRY(watcher_->poll(stop_));
      if (const auto news = debouncer_->observe(token, std::chrono::steady_clock::now());
          news && !stop_.stop_requested())
        callbacks_.on_announced(watched_.job, *news, stop_);
      report_unclaimed(watcher_->unclaimed());
      report_refused(watcher_->refused());
      report_left_undone(watcher_->left_undone());
      return {};
    });
  }

  void report_unclaimed(connectors::Unclaimed unclaimed) {
    if (unclaimed == unclaimed_ || !callbacks_.on_unclaimed || stop_.stop_requested()) return;
    callbacks_.on_unclaimed(watched_.job, unclaimed, stop_);
    unclaimed_ = std::move(unclaimed);
  }

  void report_refused(std::optional<std::vector<std::string>> files) {
    if (files == refused_ || !callbacks_.on_refused || stop_.stop_requested()) return;
    callbacks_.on_refused(watched_.job, files, stop_);
    refused_ = std::move(files);
  }

  void report_left_undone(const std::optional<core::Error>& what) {
    const auto text = what ? what->code + what->what : std::string();
    if (text == left_undone_ || !callbacks_.on_left_undone || stop_.stop_requested()) return;
    callbacks_.on_left_undone(watched_.job, what, stop_);
    left_undone_ = text;
  }

  void report(const core::Result<>& polled) {
    const auto code = polled ? std::string() : polled.error().code;
    if (std::exchange(reported_, code) == code) return;
    // Whatever the callback does, the watching goes on.
    [[maybe_unused]] const auto reported = core::without_exceptions(exception_code, [&]() -> core::Result<> {
      callbacks_.on_blind(watched_.job, polled ? std::nullopt : std::optional(polled.error()), stop_);
      return {};
    });
  }

  void wait(bool watching) {
    const auto now = std::chrono::steady_clock::now();
    if (!watching) watcher_.reset();  // and is opened again: a folder that was mounted again is another one
    const auto until = watching ? std::max(debouncer_->next_check(now), now + least_wait) : now + after_error;
    if (!bell_.wait(until, watching ? watcher_->descriptor() : -1)) return;
    // Woken by what it watches, which may call again and again.
    [[maybe_unused]] const bool readable = bell_.wait(std::chrono::steady_clock::now() + least_wait, -1);
  }

  const WatchedJob& watched_;
  const WatchCallbacks& callbacks_;
  const std::stop_token& stop_;
  Bell bell_;
  std::unique_ptr<connectors::Watcher> watcher_;
  std::optional<Debouncer> debouncer_;
  std::string reported_;             ///< the code of the error that was reported
  connectors::Unclaimed unclaimed_;  ///< that was reported
  std::optional<std::vector<std::string>> refused_;
  std::string left_undone_;  ///< that was reported
};

}  // namespace

std::optional<std::string> Debouncer::observe(const std::string& token, Time now) {
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

Time Debouncer::next_check(Time now) const {
  if (!began_) return now + pace_.poll_every;
  return std::min({now + pace_.poll_every, std::max(now, *changed_ + pace_.settle), *began_ + pace_.settle_most});
}

void JobWatchers::watch(std::vector<WatchedJob> all) {
  std::erase_if(threads_, [](const auto& one) { return one->ended.load(); });
  stop();
  for (auto& watched : all) {
    auto& one = *threads_.emplace_back(std::make_unique<WatchThread>());
    one.thread = std::jthread([this, &one, watched = std::move(watched)](const std::stop_token& stop) {
      WatchLoop(watched, callbacks_, stop).run();
      one.ended = true;
    });
  }
}

void JobWatchers::stop() {
  for (const auto& one : threads_) one->thread.request_stop();
}

}  // namespace sluss::daemon::serve
