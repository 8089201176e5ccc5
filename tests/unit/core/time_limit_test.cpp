// A limit on time as a stop token. What must not happen is tried with a limit of hours, what must with one of
// milliseconds: no clock is compared.
#include "core/time_limit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace sluss::core {
namespace {

using namespace std::chrono_literals;

void wait_for(const std::stop_token& stop) {
  while (!stop.stop_requested()) std::this_thread::yield();
}

TEST(TimeLimit, PassesAndSaysSoOnce) {
  std::atomic<int> calls = 0;
  TimeLimit limit({}, [&] { ++calls; });
  limit.begin(1ms);
  wait_for(limit.token());
  EXPECT_TRUE(limit.has_passed());
  EXPECT_EQ(calls, 1);
}

TEST(TimeLimit, TheCallersStopIsNoTimeOut) {
  std::stop_source outer;
  TimeLimit limit(outer.get_token());
  limit.begin(10h);
  EXPECT_FALSE(limit.token().stop_requested());
  outer.request_stop();
  wait_for(limit.token());
  EXPECT_FALSE(limit.has_passed());
}

TEST(TimeLimit, OneThatWasStoppedBefore) {
  std::stop_source outer;
  outer.request_stop();
  TimeLimit limit(outer.get_token());
  EXPECT_TRUE(limit.token().stop_requested());
  limit.begin(0ms);
  EXPECT_FALSE(limit.has_passed());
}

TEST(TimeLimit, EndedItDoesNotPass) {
  for (;;) {
    TimeLimit limit({});
    limit.begin(50ms);
    limit.end();
    if (limit.has_passed()) continue;  // on a machine that was busy for so long: that one proves nothing
    // Another limit, which goes on for longer, shows when this one would have passed.
    TimeLimit later({});
    later.begin(100ms);
    wait_for(later.token());
    EXPECT_FALSE(limit.has_passed());
    EXPECT_FALSE(limit.token().stop_requested());
    return;
  }
}

TEST(TimeLimit, BegunAndEndedForEachRowItDoesNotPass) {
  TimeLimit limit({});
  for (int i = 0; i < 1000; ++i) {
    const LimitedTime limited(limit, 10h);
  }
  EXPECT_FALSE(limit.token().stop_requested());
}

TEST(TimeLimit, AShorterOneAfterALongerPasses) {
  TimeLimit limit({});
  {
    const LimitedTime limited(limit, 10h);
  }
  const LimitedTime limited(limit, 1ms);
  wait_for(limit.token());
  EXPECT_TRUE(limit.has_passed());
}

TEST(TimeLimit, NothingIsWithoutLimit) {
  TimeLimit limit({});
  limit.begin(10h);
  limit.begin(0ms);
  std::this_thread::sleep_for(5ms);
  EXPECT_FALSE(limit.token().stop_requested());
}

}  // namespace
}  // namespace sluss::core
