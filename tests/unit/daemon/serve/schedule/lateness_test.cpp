// When a job is late: by its expected_by, else by its own slots.
#include <gtest/gtest.h>

#include "daemon/serve/schedule/lateness.h"

namespace sluss::daemon::schedule {
namespace {

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

Schedule calendar(const char* text) {
  return Schedule(Calendar::parse(text).value());
}

/// Known since the first of January, with a success that began then.
JobMemory succeeded(const char* began) {
  JobMemory memory;
  memory.known_since = at("2026-01-01T00:00:00Z");
  memory.last_success_began = at(began);
  return memory;
}

bool misses(const char* text, const JobMemory& memory, const char* now) {
  return misses_a_slot(calendar(text), std::chrono::milliseconds{0}, memory, at(now));
}

// 2026-03-06 is a Friday.
TEST(SlotLateness, WorkingDaysAreNotLateOnASunday) {
  const auto memory = succeeded("2026-03-06T06:15:00Z");
  EXPECT_FALSE(misses("Mon..Fri 06:15 UTC", memory, "2026-03-08T23:00:00Z"));
  EXPECT_FALSE(misses("Mon..Fri 06:15 UTC", memory, "2026-03-09T08:14:59Z"));
  EXPECT_TRUE(misses("Mon..Fri 06:15 UTC", memory, "2026-03-09T08:15:00Z"));
}

TEST(SlotLateness, AWeeklyJobIsNotLateUntilItsDayHasPassed) {
  const auto memory = succeeded("2026-03-02T06:05:00Z");
  EXPECT_FALSE(misses("Mon 06:05 UTC", memory, "2026-03-08T12:00:00Z"));
  EXPECT_TRUE(misses("Mon 06:05 UTC", memory, "2026-03-09T12:00:00Z"));
}

TEST(SlotLateness, AnIntervalHasItsGraceAndItsJitter) {
  const Schedule hourly(std::chrono::hours(1));
  const auto memory = succeeded("2026-03-06T06:00:00Z");
  EXPECT_FALSE(misses_a_slot(hourly, std::chrono::milliseconds{0}, memory, at("2026-03-06T08:59:59Z")));
  EXPECT_TRUE(misses_a_slot(hourly, std::chrono::milliseconds{0}, memory, at("2026-03-06T09:00:00Z")));
  EXPECT_FALSE(misses_a_slot(hourly, std::chrono::minutes{10}, memory, at("2026-03-06T09:00:00Z")));
}

TEST(SlotLateness, AJobThatNeverSucceededIsLateFromItsFirstSlotOn) {
  JobMemory memory;
  memory.known_since = at("2026-03-06T07:00:00Z");  // after that day's slot
  EXPECT_FALSE(misses("06:15 UTC", memory, "2026-03-06T12:00:00Z"));
  EXPECT_TRUE(misses("06:15 UTC", memory, "2026-03-07T12:00:00Z"));
}

TEST(SlotLateness, NotWhileARunOfTheSlotGoesOnNorWhilePaused) {
  auto memory = succeeded("2026-03-05T06:15:00Z");
  EXPECT_TRUE(misses("06:15 UTC", memory, "2026-03-06T09:00:00Z"));
  memory.begun.emplace().at = at("2026-03-06T08:00:00Z");
  EXPECT_FALSE(misses("06:15 UTC", memory, "2026-03-06T09:00:00Z"));
  memory.begun->at = at("2026-03-05T23:00:00Z");  // an earlier one serves no later slot
  EXPECT_TRUE(misses("06:15 UTC", memory, "2026-03-06T09:00:00Z"));
  memory.begun.reset();
  memory.pause = Pause{.from = at("2026-03-06T07:00:00Z"), .until = at("2026-03-06T10:00:00Z")};
  EXPECT_FALSE(misses("06:15 UTC", memory, "2026-03-06T09:00:00Z"));
  EXPECT_TRUE(misses("06:15 UTC", memory, "2026-03-06T10:00:00Z"));
}

JobRule rule_of(const char* text) {
  JobRule rule;
  rule.policy.job = "kolada";
  if (*text != '\0') rule.schedule = calendar(text);
  return rule;
}

TEST(IsLate, AWeeklyJobIsNotUntilItsDayHasPassed) {
  const auto memory = succeeded("2026-03-02T06:05:00Z");
  EXPECT_FALSE(is_late(rule_of("Mon 06:05 UTC"), memory, at("2026-03-08T12:00:00Z")));
  EXPECT_TRUE(is_late(rule_of("Mon 06:05 UTC"), memory, at("2026-03-09T12:00:00Z")));
  EXPECT_TRUE(is_late(rule_of("06:05 UTC"), memory, at("2026-03-03T12:00:00Z")));
  EXPECT_FALSE(is_late(rule_of(""), memory, at("2026-12-31T12:00:00Z")));
}

TEST(IsLate, TheJitterOfItsSlotsCounts) {
  auto rule = rule_of("06:05 UTC");
  const auto memory = succeeded("2026-03-05T06:05:00Z");
  EXPECT_TRUE(is_late(rule, memory, at("2026-03-06T08:05:00Z")));
  rule.policy.jitter = std::chrono::minutes{10};
  EXPECT_FALSE(is_late(rule, memory, at("2026-03-06T08:14:59Z")));
  EXPECT_TRUE(is_late(rule, memory, at("2026-03-06T08:15:00Z")));
}

TEST(IsLate, OneThatIsExpectedIsByThatAlone) {
  auto rule = rule_of("06:05 UTC");
  rule.expected_by = Calendar::parse("Fri 08:00 UTC").value();
  auto memory = succeeded("2026-03-02T06:05:00Z");
  EXPECT_FALSE(is_late(rule, memory, at("2026-03-05T12:00:00Z"))) << "three slots were missed, and none expected it";
  EXPECT_FALSE(is_late(rule, memory, at("2026-03-06T07:59:59Z")));
  EXPECT_TRUE(is_late(rule, memory, at("2026-03-06T08:00:00Z"))) << "without the grace of slots";
  memory.pause = Pause{.from = at("2026-03-06T07:00:00Z"), .until = at("2026-03-06T10:00:00Z")};
  EXPECT_FALSE(is_late(rule, memory, at("2026-03-06T08:00:00Z")));
  memory.pause.reset();
  memory.last_success_began = at("2026-03-06T06:05:00Z");
  EXPECT_FALSE(is_late(rule, memory, at("2026-03-06T08:00:00Z")));
}

TEST(IsLate, WithoutSlotsARunSinceTheExpectationBeforeCounts) {
  auto rule = rule_of("");
  rule.expected_by = Calendar::parse("Fri 08:00 UTC").value();
  EXPECT_FALSE(is_late(rule, succeeded("2026-02-27T08:00:00Z"), at("2026-03-06T08:00:00Z")));
  EXPECT_TRUE(is_late(rule, succeeded("2026-02-27T07:59:59Z"), at("2026-03-06T08:00:00Z")));
}

TEST(IsLate, ASourceThatIsMakesItsJobNotSo) {
  auto rule = rule_of("");
  rule.publication = PublicationRule{Calendar::parse("06:05").value(), Calendar::parse("07:05").value()};
  auto memory = succeeded("2026-03-06T06:05:00Z");
  memory.awaited = {{.day = core::swedish_day(at("2026-03-05T12:00:00Z")), .count = 3, .titles = {"Hemtjänst"}}};
  const auto late = source_is_late(rule, memory, at("2026-03-06T12:00:00Z"));
  ASSERT_TRUE(late);
  EXPECT_TRUE(late->theirs());
  EXPECT_EQ(late->awaited_count, 3);
  EXPECT_FALSE(is_late(rule, memory, at("2026-03-06T12:00:00Z")));
}

TEST(IsLate, TheSchedulerKnowsItByName) {
  auto rule = rule_of("06:05 UTC");
  rule.expected_by = Calendar::parse("08:00 UTC").value();
  Scheduler scheduler;
  scheduler.configure({rule}, 1, {{"kolada", at("2026-03-05T05:00:00Z")}}, at("2026-03-05T05:00:00Z"));
  EXPECT_FALSE(scheduler.is_late("kolada", at("2026-03-05T07:59:59Z")));
  EXPECT_TRUE(scheduler.is_late("kolada", at("2026-03-05T08:00:00Z")));
  EXPECT_EQ(scheduler.late(at("2026-03-05T08:00:00Z")).size(), 1U);
  EXPECT_FALSE(scheduler.is_late("vard", at("2026-03-05T08:00:00Z")));
}

}  // namespace
}  // namespace sluss::daemon::schedule
