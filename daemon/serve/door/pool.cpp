#include "daemon/serve/door/pool.h"

#include <utility>

#include "core/exception.h"
#include "core/log.h"

namespace sluss::daemon::door {

Pool::Pool(std::size_t threads, const std::vector<Share>& shares) {
  for (const auto& share : shares) sides_.push_back({.most = share, .running = 0, .waiting = {}});
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

Pool::~Pool() {
  std::vector<std::deque<std::function<void()>>> dropped;
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    for (auto& side : sides_) dropped.push_back(std::exchange(side.waiting, {}));
  }
  changed_.notify_all();
  threads_.clear();
}

bool Pool::submit(std::function<void()> work, std::size_t side) {
  {
    const std::scoped_lock lock(mutex_);
    auto& of_side = sides_.at(side);
    if (ending_ || of_side.waiting.size() >= of_side.most.waiting) return false;
    of_side.waiting.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

/// Whose work begins: the sides take turns. Under mutex_.
Pool::Side* Pool::next() {
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    const auto at = (turn_ + i) % sides_.size();
    auto& side = sides_[at];
    if (side.waiting.empty() || side.running >= side.most.running) continue;
    turn_ = at + 1;
    return &side;
  }
  return nullptr;
}

void Pool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Side* side = nullptr;
    changed_.wait(lock, [&] { return ending_ || (side = next()) != nullptr; });
    if (ending_) return;
    auto work = std::move(side->waiting.front());
    side->waiting.pop_front();
    ++side->running;
    lock.unlock();
    const auto done = core::without_exceptions("control.exception", [&]() -> core::Result<> {
      work();
      return {};
    });
    if (!done) core::log::error("control.exception", done.error().what, {{"remedy", done.error().remedy}});
    work = nullptr;  // what it captured is destroyed without the lock
    lock.lock();
    --side->running;
    changed_.notify_one();
  }
}

}  // namespace sluss::daemon::door
