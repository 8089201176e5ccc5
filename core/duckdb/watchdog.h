#pragma once
// Interrupts what runs on a connection when its time is out or the caller requests a stop. An interrupt that comes
// between two statements is lost, hence again and again until the watchdog is destroyed. It has a thread of its own;
// the connection outlives it.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace sluss::core::duckdb {

class Connection;

class Watchdog {
 public:
  enum class Cause : std::uint8_t { none, late, stopped };

  Watchdog(Connection& connection, std::chrono::milliseconds most, std::stop_token stop);

  /// Why it interrupts; none: it does not.
  [[nodiscard]] Cause cause();

 private:
  void wake();
  std::mutex mutex_;
  std::condition_variable_any changed_;
  Cause cause_ = Cause::none;  ///< stopped, where both are true
  std::stop_callback<std::function<void()>> callback_;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace sluss::core::duckdb
