#pragma once
// How often something may happen: token buckets by name, bounded in number; seats that a name may take at once; what is
// told once in a while. The time is given.

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

/// Whom an address stands for when it is counted: all of 127.0.0.0/8 and ::1 are one, and so is an IPv6 network of 64
/// bits, for whoever has one has all of its addresses. An IPv4 address, also one within IPv6, is itself.
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

/// What a name has under way. A seat is free again when its last holder is gone. Any thread.
class Seats {
 public:
  /// Nothing when the name has `most` of them.
  [[nodiscard]] std::shared_ptr<void> take(const std::string& name, std::size_t most);

 private:
  struct Taken {
    std::mutex mutex;
    std::unordered_map<std::string, std::size_t> by_name;
  };
  std::shared_ptr<Taken> taken_ = std::make_shared<Taken>();
};

/// Something that is told once in a while. One thread.
class Seldom {
 public:
  explicit Seldom(std::chrono::milliseconds pause) : pause_(pause) {}
  /// How many were not told before this one; nothing: it is not told either, but counted.
  [[nodiscard]] std::optional<std::int64_t> tell(Moment now);
  /// How many were not told, when the pause is over and there are some: they are told now.
  [[nodiscard]] std::optional<std::int64_t> rest(Moment now);
  /// Some have not been told.
  [[nodiscard]] bool owes() const { return left_out_ > 0; }

 private:
  [[nodiscard]] bool may(Moment now) const { return !told_ || now - *told_ >= pause_; }

  std::chrono::milliseconds pause_;
  std::optional<Moment> told_;
  std::int64_t left_out_ = 0;
};

}  // namespace sluss::daemon::door
