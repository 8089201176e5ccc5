#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <set>

#include "core/kill_point.h"

namespace sluss::core {
namespace {

void go_past(int times) {
  for (int i = 0; i < times; ++i) {
    reach_kill_point("run.extracted");
    reach_kill_point("merge.block");
  }
  std::exit(0);
}

void go_past_when(const char* kill_at, int times) {
  ::setenv("SLUSS_KILL_AT", kill_at, 1);
  go_past(times);
}

TEST(KillPointDeathTest, KillsAtTheNamedPointTheNthTime) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(go_past_when("merge.block", 1), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_EXIT(go_past_when("merge.block:3", 3), ::testing::KilledBySignal(SIGKILL), "");
  EXPECT_EXIT(go_past_when("merge.block:4", 3), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(go_past_when("merge.done", 3), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(go_past(3), ::testing::ExitedWithCode(0), "");
}

TEST(KillPoint, EachNameStandsOnceInTheTable) {
  const std::set<std::string_view> names(kill_points().begin(), kill_points().end());
  EXPECT_EQ(names.size(), kill_points().size());
  EXPECT_TRUE(names.contains("warehouse.current_moved"));
}

}  // namespace
}  // namespace sluss::core
