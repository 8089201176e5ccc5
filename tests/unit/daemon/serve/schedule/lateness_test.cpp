// When a job is late by its own schedule.
#include <gtest/gtest.h>

#include "daemon/serve/schedule/slot_lateness.h"

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

}  // namespace
}  // namespace sluss::daemon::schedule
