#pragma once
// How many requests a host gets at once and a second.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <utility>

namespace sluss::connectors::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A token bucket of one second's worth. Pure: time is given. A rate of 0 or less is no limit.
class TokenBucket {
 public:
  explicit TokenBucket(double rate) : rate_(rate) {}
  /// Takes a token and returns when it may be spent (now, or the moment it will have been filled in).
  [[nodiscard]] SteadyTime take(SteadyTime now);
  /// No token may be spent before this time: the server requested a pause.
  void pause_until(SteadyTime time);

 private:
  double rate_;
  bool started_ = false;
  double tokens_ = 0;
  SteadyTime filled_at_;
  SteadyTime paused_until_;
};

/// The limits of each host. Waiting callers are let in in their order; a wait ends at once when it is stopped.
class Limiter {
 public:
  Limiter(int concurrency, double rate) : concurrency_(concurrency < 1 ? 1 : concurrency), rate_(rate) {}

 private:
  struct Host {
    explicit Host(double rate) : bucket(rate) {}
    std::mutex mutex;
    std::condition_variable_any changed;
    std::uint64_t next_ticket = 0;
    std::set<std::uint64_t> waiting;
    int busy = 0;
    TokenBucket bucket;
  };

 public:
  /// One of the host's places, in use until it is destroyed.
  class Place {
   public:
    ~Place();
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&&) = delete;
    /// Waits for the rate's permission for one request; false when stopped.
    [[nodiscard]] bool pace(const std::stop_token& stop);
    void pause_for(std::chrono::milliseconds pause);

   private:
    friend class Limiter;
    Place(std::shared_ptr<Host> host, bool paced) : host_(std::move(host)), paced_(paced) {}
    std::shared_ptr<Host> host_;
    bool paced_;
  };

  /// Waits for a place; nothing when stopped. `paced`: whether the rate applies to this host.
  [[nodiscard]] std::optional<Place> enter(const std::string& host, bool paced, const std::stop_token& stop);

 private:
  std::shared_ptr<Host> host_of(const std::string& name);

  int concurrency_;
  double rate_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Host>> hosts_;
};

/// False when stopped before the time has come.
[[nodiscard]] bool wait_until(SteadyTime time, const std::stop_token& stop);

}  // namespace sluss::connectors::http
