#pragma once
// When to retry. Pure: time and chance are given.

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "core/time.h"

namespace sluss::connectors::http {

struct RetryRules {
  int attempts = 6;
  std::chrono::milliseconds budget{0};
  std::chrono::milliseconds backoff_first{0};
  std::chrono::milliseconds backoff_most{0};
};

/// Full jitter: before attempt n+1 a uniform share of min(most, first * 2^(n-1)), and never less than the server's
/// Retry-After.
class RetryPolicy {
 public:
  /// `chance` gives numbers in [0, 1); it is called by several threads.
  RetryPolicy(RetryRules rules, std::function<double()> chance) : rules_(rules), chance_(std::move(chance)) {}

  /// How long to wait after attempt number `attempt` (from 1) failed; nothing when attempts or budget are used up.
  [[nodiscard]] std::optional<std::chrono::milliseconds> wait_after(
      int attempt, std::chrono::milliseconds elapsed, std::optional<std::chrono::milliseconds> retry_after) const;

 private:
  RetryRules rules_;
  std::function<double()> chance_;
};

/// Retry-After (RFC 9110 10.2.3): seconds, or an HTTP date; a date that has passed is zero. Nothing when unreadable.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, core::Instant now);

/// Uniform in [0, 1), seeded by the machine, thread safe.
[[nodiscard]] std::function<double()> machine_chance();

}  // namespace sluss::connectors::http
