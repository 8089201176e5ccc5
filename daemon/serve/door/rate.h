#pragma once
// How often something may happen: token buckets by name, bounded in number; seats that a name may take at once; log
// lines that are written once in a while. The caller gives the time.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sluss::daemon::door {

using Moment = std::chrono::steady_clock::time_point;

/// The network that an address is counted under: all of 127.0.0.0/8 and ::1 are one, and so is an IPv6 network of 64
/// bits, whose addresses all belong to one customer. An IPv4 address, also one within IPv6, is itself.
[[nodiscard]] std::string network_of(std::string_view address);

/// One thread.
class Buckets {
 public:
  /// `rate` tokens a second, at most `burst` together.
  Buckets(double rate, double burst, std::size_t most_names = 4096);
  /// Takes one token. False: none left.
  [[nodiscard]] bool take(const std::string& name, Moment now);
  /// Whether a token is there; takes none.
  [[nodiscard]] bool has(const std::string& name, Moment now);
  /// Whole seconds until the next token comes, at least 1.
  [[nodiscard]] int wait(const std::string& name, Moment now);
  [[nodiscard]] std::size_t names() const { return buckets_.size(); }

 private:
  struct Bucket {
    double tokens = 0;
    Moment at;
  };
  Bucket& filled(const std::string& name, Moment now);
  void make_room(Moment now);

  double rate_;
  double burst_;
  std::size_t most_names_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// How many requests a name has under way: each takes a seat, which is free again when its last copy is gone. Any
/// thread.
class Seats {
 public:
  /// Nothing when the name has `most` of them.
  [[nodiscard]] std::shared_ptr<void> take(const std::string& name, std::size_t most);

 private:
  struct SeatCounts {
    std::mutex mutex;
    std::unordered_map<std::string, std::size_t> by_name;
  };
  std::shared_ptr<SeatCounts> taken_ = std::make_shared<SeatCounts>();
};

/// Lets a log line through once in a while, and counts those that were left out. One thread.
class LogThrottle {
 public:
  explicit LogThrottle(std::chrono::milliseconds pause) : pause_(pause) {}
  /// How many were left out before this line, which is to be logged; nothing: it is left out too, and counted.
  [[nodiscard]] std::optional<std::int64_t> pass(Moment now);
  /// How many were left out, to be logged now, when the pause is over and there are some.
  [[nodiscard]] std::optional<std::int64_t> flush(Moment now);
  /// Some were left out and have not been logged as a number.
  [[nodiscard]] bool has_left_out() const { return left_out_ > 0; }

 private:
  [[nodiscard]] bool may(Moment now) const { return !passed_ || now - *passed_ >= pause_; }

  std::chrono::milliseconds pause_;
  std::optional<Moment> passed_;  ///< when a line was logged last
  std::int64_t left_out_ = 0;
};

}  // namespace sluss::daemon::door
