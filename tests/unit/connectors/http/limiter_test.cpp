#include "connectors/http/limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace sluss::connectors::http {
namespace {

using namespace std::chrono_literals;

TEST(TokenBucket, a_second_at_once_and_then_the_rate) {
  TokenBucket bucket(5.0);
  const SteadyTime start = SteadyTime() + 1h;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bucket.take(start), start);
  EXPECT_EQ(bucket.take(start), start + 200ms);
  EXPECT_EQ(bucket.take(start), start + 400ms);
  EXPECT_EQ(bucket.take(start + 600ms), start + 600ms);
  EXPECT_EQ(bucket.take(start + 600ms), start + 800ms);
  EXPECT_EQ(bucket.take(start + 1h), start + 1h) << "rested: full, and not fuller";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bucket.take(start + 1h), start + 1h);
  EXPECT_GT(bucket.take(start + 1h), start + 1h);
}

TEST(TokenBucket, slow_rates_and_none) {
  TokenBucket slow(0.5);
  const SteadyTime start = SteadyTime() + 1h;
  EXPECT_EQ(slow.take(start), start);
  EXPECT_EQ(slow.take(start), start + 2s);
  TokenBucket none(0);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(none.take(start), start);
}

TEST(TokenBucket, a_pause_holds_all) {
  TokenBucket bucket(100);
  const SteadyTime start = SteadyTime() + 1h;
  EXPECT_EQ(bucket.take(start), start);
  bucket.pause_until(start + 30s);
  bucket.pause_until(start + 10s);
  EXPECT_EQ(bucket.take(start + 1s), start + 30s);
  EXPECT_EQ(bucket.take(start + 31s), start + 31s);
}

TEST(Limiter, never_more_at_once_than_allowed) {
  Limiter limiter(3, 0);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> threads;
    threads.reserve(16);
    for (int i = 0; i < 16; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 50; ++n) {
          auto place = limiter.enter("host", true, {});
          ASSERT_TRUE(place);
          const int now = ++inside;
          int seen = most;
          while (now > seen && !most.compare_exchange_weak(seen, now)) {
          }
          std::this_thread::yield();
          --inside;
          ++done;
        }
      });
  }
  EXPECT_EQ(done, 16 * 50);
  EXPECT_LE(most, 3);
  EXPECT_GE(most, 2);
}

TEST(Limiter, hosts_do_not_wait_for_one_another_and_a_stop_lets_go) {
  Limiter limiter(1, 0);
  auto first = limiter.enter("a", true, {});
  ASSERT_TRUE(first);
  EXPECT_TRUE(limiter.enter("b", true, {}));
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(limiter.enter("a", true, stop.get_token()));
  first.reset();
  EXPECT_TRUE(limiter.enter("a", true, {})) << "the one that gave up does not block";
  EXPECT_FALSE(limiter.enter("a", true, stop.get_token())) << "stopped before it came";
}

TEST(Limiter, a_stop_ends_a_wait_for_the_rate) {
  Limiter limiter(1, 0.001);
  auto place = limiter.enter("a", true, {});
  ASSERT_TRUE(place);
  EXPECT_TRUE(place->pace({}));
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(place->pace(stop.get_token()));
  place.reset();
  auto loopback = limiter.enter("b", false, {});
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(loopback->pace({}));
}

}  // namespace
}  // namespace sluss::connectors::http
