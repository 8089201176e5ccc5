// What is believed of a clock, and what is not.
#include "daemon/run/runner/clock_check.h"

#include <gtest/gtest.h>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}
std::string code_of(const ClockEvidence& evidence) {
  const auto judged = judge_clock(evidence);
  return judged ? "" : judged.error().code;
}

TEST(ClockCheck, AServersTimeIsDecisive) {
  ClockEvidence evidence{.now = at("2099-01-01T00:00:00Z"), .last_recorded = at("2026-11-01T00:00:00Z")};
  evidence.ahead_of_servers = hours(24) + seconds(1);
  EXPECT_EQ(code_of(evidence), "clock.ahead");
  evidence.ahead_of_servers = hours(24);
  EXPECT_EQ(code_of(evidence), "") << "the machine was off for years, and the time is right";
  evidence.ahead_of_servers = -hours(24 * 400);
  EXPECT_EQ(code_of(evidence), "") << "a clock that is behind puts nothing wrong for good";
}

TEST(ClockCheck, WithoutOneTheLastRunTells) {
  ClockEvidence evidence{.now = at("2026-11-01T00:00:00Z")};
  EXPECT_EQ(code_of(evidence), "") << "the first run of all";
  evidence.last_recorded = at("2026-09-01T00:00:00Z");
  EXPECT_EQ(code_of(evidence), "") << "two months in a cupboard";
  evidence.now = evidence.last_recorded->plus(hours(24 * 400));
  EXPECT_EQ(code_of(evidence), "");
  evidence.now = evidence.now.plus(seconds(1));
  const auto judged = judge_clock(evidence);
  ASSERT_FALSE(judged);
  EXPECT_EQ(judged.error().code, "clock.ahead");
  EXPECT_EQ(judged.error().error_class, core::ErrorClass::config);
  EXPECT_NE(judged.error().what.find("400 days after the last run"), std::string::npos) << judged.error().what;
  EXPECT_NE(judged.error().remedy.find("--clock-is-right"), std::string::npos);
}

TEST(ClockCheck, SomebodysWordHoldsForItsTimeAndNotBefore) {
  ClockEvidence evidence{.now = at("2029-01-01T00:00:00Z"), .last_recorded = at("2026-11-01T00:00:00Z")};
  evidence.confirmed = evidence.now;
  EXPECT_EQ(code_of(evidence), "");
  evidence.confirmed = evidence.now.plus(seconds(1));
  EXPECT_EQ(code_of(evidence), "clock.ahead") << "it was given by a clock that was further ahead";
  evidence.confirmed = evidence.now.plus(-hours(24 * 401));
  EXPECT_EQ(code_of(evidence), "clock.ahead");
  evidence.ahead_of_servers = hours(24 * 2);
  evidence.confirmed = evidence.now.plus(-hours(24 * 35));
  EXPECT_EQ(code_of(evidence), "") << "it is the server's that is wrong";
  evidence.confirmed = evidence.now.plus(-hours(24 * 36));
  EXPECT_EQ(code_of(evidence), "clock.ahead");
}

TEST(ClockCheck, TheWordIsKept) {
  const tests::TemporaryFolder folder(tests::TemporaryFolder::On::memory);
  const auto files = core::real_files();
  EXPECT_FALSE(clock_confirmed(*files, folder.path()));
  const auto now = at("2026-11-28T03:00:00Z");
  ASSERT_TRUE(confirm_clock(*files, folder.path(), now));
  EXPECT_EQ(clock_confirmed(*files, folder.path()), now);
  const auto output = files->create(folder.path() / "clock.json");
  ASSERT_TRUE((*output)->write("[1"));
  ASSERT_TRUE((*output)->close());
  EXPECT_FALSE(clock_confirmed(*files, folder.path()));
}

}  // namespace
}  // namespace sluss::daemon::run
