#include "core/time_limit.h"

#include <utility>

namespace sluss::core {

TimeLimit::TimeLimit(std::stop_token outer, std::function<void()> passed) : on_passed_(std::move(passed)) {
  outer_.emplace(std::move(outer), Forward{stop_});
}

TimeLimit::~TimeLimit() {
  outer_.reset();
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TimeLimit::begin(std::chrono::milliseconds most) {
  if (most.count() <= 0) return end();
  if (!thread_.joinable()) thread_ = std::thread([this] { watch(); });
  const auto until = std::chrono::steady_clock::now() + most;
  bool sooner = false;
  {
    const std::scoped_lock lock(mutex_);
    until_ = until;
    sooner = !wakes_ || until < *wakes_;
  }
  // One that is begun and ended for each row does not wake the thread each time.
  if (sooner) changed_.notify_all();
}

void TimeLimit::end() {
  const std::scoped_lock lock(mutex_);
  until_.reset();
}

void TimeLimit::watch() {
  std::unique_lock lock(mutex_);
  while (!done_) {
    if (!until_) {
      wakes_.reset();
      changed_.wait(lock);
    } else if (const auto until = *until_; std::chrono::steady_clock::now() < until) {
      wakes_ = until;
      changed_.wait_until(lock, until);
    } else {
      lock.unlock();
      if (stop_.stop_requested()) return;
      passed_ = true;
      if (on_passed_) on_passed_();
      stop_.request_stop();
      return;
    }
  }
}

}  // namespace sluss::core
