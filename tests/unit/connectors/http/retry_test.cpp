#include "connectors/http/retry.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sluss::connectors::http {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

RetryPolicy policy(double chance) {
  return {RetryRules{.attempts = 6, .budget = 10min, .backoff_first = 500ms, .backoff_most = 60s},
          [chance] { return chance; }};
}

TEST(Retry, full_jitter_doubles_up_to_the_most) {
  struct Case {
    int attempt;
    double chance;
    milliseconds wait;
  };
  const std::vector<Case> cases = {{1, 0.0, 0ms},    {1, 0.5, 250ms},  {1, 0.999999, 500ms},
                                   {2, 0.5, 500ms},  {3, 0.5, 1000ms}, {4, 0.5, 2000ms},
                                   {5, 0.5, 4000ms}, {5, 0.0, 0ms},    {2, 0.25, 250ms}};
  for (const auto& c : cases) EXPECT_EQ(policy(c.chance).wait_after(c.attempt, 0ms, {}), c.wait) << c.attempt;
  const RetryPolicy many({.attempts = 100, .budget = 24h, .backoff_first = 500ms, .backoff_most = 60s},
                         [] { return 0.5; });
  EXPECT_EQ(many.wait_after(99, 0ms, {}), 30'000ms);
}

TEST(Retry, attempts_and_budget_end_it) {
  EXPECT_TRUE(policy(0).wait_after(5, 0ms, {}));
  EXPECT_FALSE(policy(0).wait_after(6, 0ms, {}));
  EXPECT_FALSE(policy(0).wait_after(1, 10min, {}));
  EXPECT_TRUE(policy(0).wait_after(1, 10min - 1ms, {}));
  EXPECT_FALSE(policy(0.5).wait_after(1, 10min - 250ms, {}));
  const RetryPolicy once({.attempts = 1, .budget = 10min, .backoff_first = 1ms, .backoff_most = 1ms},
                         [] { return 0.0; });
  EXPECT_FALSE(once.wait_after(1, 0ms, {}));
}

TEST(Retry, what_the_server_asks_is_the_least) {
  EXPECT_EQ(policy(0.5).wait_after(1, 0ms, 7s), 7000ms);
  EXPECT_EQ(policy(0.5).wait_after(5, 0ms, 1s), 4000ms);
  EXPECT_FALSE(policy(0.5).wait_after(1, 0ms, 10min)) << "longer than the budget: not worth waiting";
}

TEST(Retry, retry_after) {
  const core::Instant now = *core::parse_instant("2026-03-31T12:00:00Z");
  struct Case {
    const char* value;
    std::optional<milliseconds> wait;
  };
  const std::vector<Case> cases = {
      {"0", 0ms},
      {"120", 120s},
      {"  7 ", 7s},
      {"Tue, 31 Mar 2026 12:00:30 GMT", 30s},
      {"Tuesday, 31-Mar-26 12:00:30 GMT", 30s},
      {"Tue Mar 31 12:00:30 2026", 30s},
      {"Tue, 31 Mar 2026 11:00:00 GMT", 0ms},
      {"99999999999999999999999", milliseconds(3'155'760'000'000)},
      {"", {}},
      {"   ", {}},
      {"-5", {}},
      {"1.5", {}},
      {"soon", {}},
      {"Tue, 99 Foo 2026", {}},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_retry_after(c.value, now), c.wait) << c.value;
}

TEST(Retry, chance_stays_in_its_range) {
  const auto chance = machine_chance();
  double least = 1;
  double most = 0;
  for (int i = 0; i < 1000; ++i) {
    const double value = chance();
    least = std::min(least, value);
    most = std::max(most, value);
  }
  EXPECT_GE(least, 0.0);
  EXPECT_LT(most, 1.0);
  EXPECT_LT(least, 0.1);
  EXPECT_GT(most, 0.9);
}

}  // namespace
}  // namespace sluss::connectors::http
