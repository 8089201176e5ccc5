#include "core/duckdb/watchdog.h"

#include <utility>

#include "core/duckdb/duckdb.h"

namespace sluss::core::duckdb {

Watchdog::Watchdog(Connection& connection, std::chrono::milliseconds most, std::stop_token stop)
    : callback_(stop, [this] { wake(); }), thread_([this, &connection, most, stop](const std::stop_token& done) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, done, most, [&] { return stop.stop_requested(); });
        while (!done.stop_requested()) {
          if (cause_ != Cause::stopped) cause_ = stop.stop_requested() ? Cause::stopped : Cause::late;
          connection.interrupt();
          changed_.wait_for(lock, done, std::chrono::milliseconds(20), [] { return false; });
        }
      }) {}

Watchdog::Cause Watchdog::cause() {
  const std::scoped_lock lock(mutex_);
  return cause_;
}

void Watchdog::wake() {
  const std::scoped_lock lock(mutex_);
  changed_.notify_all();
}

}  // namespace sluss::core::duckdb
