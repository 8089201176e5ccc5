#include "daemon/control/rate.h"

#include <algorithm>
#include <cmath>

namespace sluss::daemon::control {

Buckets::Buckets(double rate, double burst, std::size_t most_names)
    : rate_(rate), burst_(std::max(burst, 1.0)), most_names_(std::max<std::size_t>(most_names, 1)) {}

/// Whoever has a full bucket may be forgotten; when all are in use, the fullest goes.
void Buckets::make_room(Moment now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const auto passed = std::chrono::duration<double>(now - entry.second.at).count();
    return entry.second.tokens + passed * rate_ >= burst_;
  });
  if (buckets_.size() < most_names_) return;
  buckets_.erase(std::ranges::max_element(buckets_, {}, [](const auto& entry) { return entry.second.tokens; }));
}

Buckets::Bucket& Buckets::filled(const std::string& name, Moment now) {
  if (!buckets_.contains(name) && buckets_.size() >= most_names_) make_room(now);
  auto [found, added] = buckets_.try_emplace(name, Bucket{burst_, now});
  auto& bucket = found->second;
  const auto passed = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
  bucket.tokens = std::min(burst_, bucket.tokens + passed * rate_);
  bucket.at = now;
  return bucket;
}

bool Buckets::take(const std::string& name, Moment now) {
  auto& bucket = filled(name, now);
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

bool Buckets::has(const std::string& name, Moment now) {
  return filled(name, now).tokens >= 1;
}

int Buckets::wait(const std::string& name, Moment now) {
  const auto missing = 1 - filled(name, now).tokens;
  return std::clamp(static_cast<int>(std::ceil(missing / rate_)), 1, 3600);
}

}  // namespace sluss::daemon::control
