#pragma once
// Token buckets by name, bounded in number. One thread; the time is given.

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace sluss::daemon::control {

using Moment = std::chrono::steady_clock::time_point;

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

}  // namespace sluss::daemon::control
