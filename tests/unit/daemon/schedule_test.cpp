#include "daemon/schedule/schedule.h"

#include <gtest/gtest.h>

namespace sluss::daemon::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

core::Instant at(std::string_view text) {
  return *core::parse_instant(text);
}

TEST(Schedule, SlotsAreCountedInUtc) {
  struct Case {
    std::chrono::milliseconds every;
    std::string_view now, before, after;
  };
  for (const auto& [every, now, before, after] :
       std::vector<Case>{{hours(6), "2026-03-31T11:59:59Z", "2026-03-31T06:00:00Z", "2026-03-31T12:00:00Z"},
                         {hours(6), "2026-03-31T12:00:00Z", "2026-03-31T12:00:00Z", "2026-03-31T18:00:00Z"},
                         // Summer time begins in Sweden at 01:00 UTC: nothing happens here.
                         {hours(1), "2026-03-29T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"},
                         {hours(24), "2026-03-31T23:00:00Z", "2026-03-31T00:00:00Z", "2026-04-01T00:00:00Z"},
                         {minutes(10), "1969-12-31T23:55:00Z", "1969-12-31T23:50:00Z", "1970-01-01T00:00:00Z"}}) {
    EXPECT_EQ(core::to_text(slot_before(every, at(now))), before) << now;
    EXPECT_EQ(core::to_text(slot_after(every, at(now))), after) << now;
  }
}

TEST(Timetable, AJobThatNeverRanIsDueAtOnceAndThenAtItsSlots) {
  Timetable table;
  table.add("a", hours(6), std::nullopt, at("2026-03-31T07:00:00Z"));
  auto due = table.take_due(at("2026-03-31T07:00:00Z"));
  ASSERT_TRUE(due);
  EXPECT_EQ(core::to_text(due->at), "2026-03-31T06:00:00Z");
  EXPECT_FALSE(table.take_due(at("2026-03-31T11:59:59Z")));
  EXPECT_EQ(table.next(), at("2026-03-31T12:00:00Z"));
  EXPECT_TRUE(table.take_due(at("2026-03-31T12:00:00Z")));
  EXPECT_FALSE(table.take_due(at("2026-03-31T12:00:00Z"))) << "each slot comes once";
}

TEST(Timetable, ASlotThatIsDoneIsNotDoneAgainAfterARestart) {
  Timetable table;
  table.add("a", hours(6), at("2026-03-31T06:00:01Z"), at("2026-03-31T07:00:00Z"));
  EXPECT_FALSE(table.take_due(at("2026-03-31T07:00:00Z")));
  EXPECT_EQ(table.next_of("a"), at("2026-03-31T12:00:00Z"));
}

TEST(Timetable, ManyMissedSlotsAreOneRun) {
  Timetable table;
  table.add("a", hours(1), at("2026-03-30T06:00:01Z"), at("2026-03-31T07:30:00Z"));
  const auto due = table.take_due(at("2026-03-31T09:30:00Z"));
  ASSERT_TRUE(due);
  EXPECT_EQ(core::to_text(due->at), "2026-03-31T09:00:00Z");
  EXPECT_FALSE(table.take_due(at("2026-03-31T09:30:00Z")));
}

TEST(Timetable, TheOldestSlotFirst) {
  Timetable table;
  const auto now = at("2026-03-31T07:30:00Z");
  table.add("hourly", hours(1), std::nullopt, now);
  table.add("daily", hours(24), std::nullopt, now);
  EXPECT_EQ(table.take_due(now)->job, "daily");
  EXPECT_EQ(table.take_due(now)->job, "hourly");
  EXPECT_FALSE(table.take_due(now));
  EXPECT_EQ(Timetable().next(), std::nullopt);
  EXPECT_EQ(table.next_of("nothing"), std::nullopt);
}

}  // namespace
}  // namespace sluss::daemon::schedule
