#include "daemon/serve/door/rate.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sluss::daemon::door {

std::string network_of(std::string_view address) {
  // An address of a link has its interface behind it: fe80::1%eth0.
  std::string bare(address.substr(0, address.find('%')));
  in_addr four{};
  in6_addr six{};
  if (::inet_pton(AF_INET6, bare.c_str(), &six) == 1) {
    if (IN6_IS_ADDR_LOOPBACK(&six)) return "loopback";
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
      std::copy_n(std::begin(six.s6_addr) + 12, 4, reinterpret_cast<std::uint8_t*>(&four));
    } else {
      std::fill_n(std::begin(six.s6_addr) + 8, 8, std::uint8_t{0});
      std::array<char, INET6_ADDRSTRLEN> text{};
      ::inet_ntop(AF_INET6, &six, text.data(), text.size());
      return std::string(text.data()) + "/64";
    }
  } else if (::inet_pton(AF_INET, bare.c_str(), &four) != 1) {
    return bare;
  }
  if ((ntohl(four.s_addr) >> 24U) == 127) return "loopback";
  std::array<char, INET_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET, &four, text.data(), text.size());
  return text.data();
}

Buckets::Buckets(double rate, double burst, std::size_t most_names)
    : rate_(rate), burst_(std::max(burst, 1.0)), most_names_(std::max<std::size_t>(most_names, 1)) {}

/// A full bucket may be forgotten; when all are in use, the fullest goes.
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

std::shared_ptr<void> Seats::take(const std::string& name, std::size_t most) {
  const std::scoped_lock lock(taken_->mutex);
  auto& count = taken_->by_name[name];
  if (count >= most) return nullptr;
  ++count;
  return {taken_.get(), [taken = taken_, name](void*) {
            const std::scoped_lock freeing(taken->mutex);
            const auto found = taken->by_name.find(name);
            if (--found->second == 0) taken->by_name.erase(found);
          }};
}

std::optional<std::int64_t> LogThrottle::pass(Moment now) {
  if (!may(now)) {
    ++left_out_;
    return std::nullopt;
  }
  passed_ = now;
  return std::exchange(left_out_, 0);
}

std::optional<std::int64_t> LogThrottle::flush(Moment now) {
  if (left_out_ == 0 || !may(now)) return std::nullopt;
  passed_ = now;
  return std::exchange(left_out_, 0);
}

}  // namespace sluss::daemon::door
