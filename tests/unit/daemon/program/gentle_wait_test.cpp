#include "daemon/program/gentle_wait.h"

#include <gtest/gtest.h>

namespace sluss::daemon::program {
namespace {

TEST(GentleWait, GrowsUpToASecond) {
  GentleWait wait;
  auto before = wait.next();
  EXPECT_EQ(before, GentleWait::first);
  int polls = 1;
  for (; before < GentleWait::longest; ++polls) {
    const auto now = wait.next();
    ASSERT_GT(now, before);
    before = now;
  }
  EXPECT_EQ(before, std::chrono::seconds(1)) << "an end is seen within a second";
  EXPECT_LE(polls, 10) << "it is slow soon";
  EXPECT_EQ(wait.next(), GentleWait::longest);
}

}  // namespace
}  // namespace sluss::daemon::program
