#include "connectors/odbc/cancel.h"

#include <chrono>

namespace sluss::connectors::odbc {

namespace {
constexpr auto between = std::chrono::milliseconds(100);
}

CancelOnStop::~CancelOnStop() {
  callback_.reset();  // waits for a start() under way
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void CancelOnStop::start() {
  thread_ = std::thread([this] { repeat(); });
}

void CancelOnStop::repeat() {
  std::unique_lock lock(mutex_);
  while (!done_) {
    lock.unlock();
    SQLCancel(statement_.get());
    lock.lock();
    changed_.wait_for(lock, between, [this] { return done_; });
  }
}

}  // namespace sluss::connectors::odbc
