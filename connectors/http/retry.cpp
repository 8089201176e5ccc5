#include "connectors/http/retry.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "connectors/http/dates.h"

namespace sluss::connectors::http {
namespace {

using std::chrono::milliseconds;

/// A century: a longer Retry-After means nothing.
constexpr std::int64_t kMostSeconds = 3'155'760'000;

milliseconds doubled(milliseconds first, int times, milliseconds most) {
  milliseconds result = std::min(first, most);
  for (int i = 0; i < times && result < most; ++i) result = std::min(result * 2, most);
  return result;
}

}  // namespace

std::optional<milliseconds> RetryPolicy::wait_after(int attempt, milliseconds elapsed,
                                                    std::optional<milliseconds> retry_after) const {
  if (attempt >= rules_.attempts) return std::nullopt;
  const milliseconds most = doubled(rules_.backoff_first, attempt - 1, rules_.backoff_most);
  milliseconds wait(static_cast<std::int64_t>(chance_() * static_cast<double>(most.count() + 1)));
  if (retry_after) wait = std::max(wait, *retry_after);
  if (elapsed + wait >= rules_.budget) return std::nullopt;
  return wait;
}

std::optional<milliseconds> parse_retry_after(std::string_view value, core::Instant now) {
  const auto first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  value = value.substr(first, value.find_last_not_of(" \t") - first + 1);
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc{}) seconds = kMostSeconds;
    return milliseconds(std::min(seconds, kMostSeconds) * 1000);
  }
  const auto at = parse_http_date(std::string(value));
  if (!at) return std::nullopt;
  const std::int64_t wait = (at->micros - now.micros / 1000 * 1000) / 1000;
  return milliseconds(std::clamp<std::int64_t>(wait, 0, kMostSeconds * 1000));
}

std::function<double()> machine_chance() {
  struct Source {
    std::mutex mutex;
    std::mt19937_64 engine{(std::uint64_t{std::random_device{}()} << 32) ^ std::random_device{}()};
  };
  return [source = std::make_shared<Source>()] {
    const std::scoped_lock lock(source->mutex);
    return std::uniform_real_distribution<double>(0.0, 1.0)(source->engine);
  };
}

}  // namespace sluss::connectors::http
