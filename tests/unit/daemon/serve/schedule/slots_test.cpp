#include "daemon/serve/schedule/slots.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace sluss::daemon::schedule {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

core::Instant at(std::string_view text) {
  return *core::parse_instant(text);
}

Schedule calendar(std::string_view text, std::string_view zone = "UTC") {
  return Schedule(*Calendar::parse(text, zone));
}

/// One a line: "06:00 run", "07:00..09:00 3 skipped superseded".
std::string text_of(const DueSlots& due) {
  std::string text;
  for (const auto& slots : due.slots) {
    const auto clock = [](core::Instant instant) { return core::to_text(instant).substr(11, 5); };
    text += clock(slots.first);
    if (slots.count > 1) text += ".." + clock(slots.last) + " " + std::to_string(slots.count);
    text += " " + std::string(name_of(slots.outcome));
    if (slots.reason != SkipReason::none) text += " " + std::string(name_of(slots.reason));
    text += "\n";
  }
  return text;
}

TEST(Slots, WhatBecomesOfMissedOnes) {
  struct Case {
    MissedPolicy missed;
    std::string_view now, slots;
  };
  // Hourly; 05:00 was the last one accounted for.
  for (const auto& [missed, now, slots] :
       std::vector<Case>{{MissedPolicy::latest, "05:59:59", ""},
                         {MissedPolicy::latest, "06:00:00", "06:00 run\n"},
                         {MissedPolicy::latest, "06:01:00", "06:00 run\n"},
                         {MissedPolicy::latest, "06:01:01", "06:00 caught_up\n"},
                         {MissedPolicy::skip, "06:01:01", "06:00 skipped missed\n"},
                         {MissedPolicy::all, "06:01:01", "06:00 caught_up\n"},
                         {MissedPolicy::latest, "09:30:00", "06:00..08:00 3 skipped superseded\n09:00 caught_up\n"},
                         {MissedPolicy::latest, "09:00:10", "06:00..08:00 3 skipped superseded\n09:00 run\n"},
                         {MissedPolicy::skip, "09:30:00", "06:00..09:00 4 skipped missed\n"},
                         {MissedPolicy::skip, "09:00:10", "06:00..08:00 3 skipped missed\n09:00 run\n"},
                         {MissedPolicy::all, "08:30:00", "06:00 caught_up\n07:00 caught_up\n08:00 caught_up\n"},
                         {MissedPolicy::all, "08:00:10", "06:00 caught_up\n07:00 caught_up\n08:00 run\n"}}) {
    const SlotPolicy policy{.job = "kolada", .missed = missed};
    const auto moment = at("2026-03-02T" + std::string(now) + "Z");
    for (const auto& schedule : {calendar("hourly"), Schedule(hours(1))}) {
      const auto due = due_slots(schedule, policy, at("2026-03-02T05:00:00Z"), moment);
      EXPECT_EQ(text_of(due), slots) << now;
      EXPECT_FALSE(due.more);
      EXPECT_EQ(due.wake, schedule.next_after(moment));
      // Handed in again, nothing comes twice.
      EXPECT_EQ(text_of(due_slots(schedule, policy, due.accounted, moment)), "");
    }
  }
}

TEST(Slots, AClockThatGoesBackGivesNothingTwice) {
  const SlotPolicy policy{.job = "kolada"};
  const auto due = due_slots(calendar("*:0/10"), policy, at("2026-03-02T06:00:00Z"), at("2026-03-02T05:49:00Z"));
  EXPECT_EQ(text_of(due), "");
  EXPECT_EQ(due.accounted, at("2026-03-02T06:00:00Z"));
  EXPECT_EQ(due.wake, at("2026-03-02T06:10:00Z"));
}

TEST(Slots, WhatIsPausedIsNotCaughtUp) {
  const auto schedule = calendar("hourly");
  const auto before = at("2026-03-02T05:00:00Z");
  SlotPolicy policy{.job = "kolada", .missed = MissedPolicy::all};
  policy.pauses = {{at("2026-03-02T07:00:00Z"), at("2026-03-02T09:00:00Z")}};
  EXPECT_EQ(text_of(due_slots(schedule, policy, before, at("2026-03-02T10:30:00Z"))),
            "06:00 caught_up\n07:00..08:00 2 skipped paused\n09:00 caught_up\n10:00 caught_up\n");
  policy.missed = MissedPolicy::latest;
  EXPECT_EQ(text_of(due_slots(schedule, policy, before, at("2026-03-02T08:30:00Z"))), "06:00..08:00 3 skipped paused\n")
      << "still paused: nothing begins";
  policy.pauses = {{at("2026-03-02T07:00:00Z"), at("2026-03-02T08:15:00Z")}};
  EXPECT_EQ(text_of(due_slots(schedule, policy, before, at("2026-03-02T08:30:00Z"))),
            "06:00 caught_up\n07:00..08:00 2 skipped paused\n");
  policy.pauses = {{at("2026-03-02T07:00:00Z"), std::nullopt}};
  EXPECT_EQ(text_of(due_slots(schedule, policy, at("2026-03-02T06:00:00Z"), at("2026-03-02T08:00:00Z"))),
            "07:00..08:00 2 skipped paused\n");
}

TEST(Slots, AScheduleThatEndsIsReportedAsSuch) {
  const auto due =
      due_slots(calendar("2026-03-02 06:00"), {.job = "once"}, at("2026-03-01T00:00:00Z"), at("2026-03-02T06:00:01Z"));
  EXPECT_EQ(text_of(due), "06:00 run\n");
  EXPECT_EQ(due.wake, std::nullopt);
}

TEST(Slots, AYearDownIsReportedInBoundedParts) {
  const auto schedule = calendar("minutely");
  const auto now = at("2026-12-31T00:00:30Z");
  auto accounted = at("2026-01-01T00:00:00Z");
  std::int64_t count = 0;
  std::vector<AccountedSlots> served;
  DueSlots due;
  do {
    due = due_slots(schedule, {.job = "kolada"}, accounted, now);
    accounted = due.accounted;
    for (const auto& slots : due.slots) {
      EXPECT_LE(slots.count, most_slots_at_once);
      count += slots.count;
      if (slots.outcome != Outcome::skipped) served.push_back(slots);
    }
  } while (due.more);
  EXPECT_EQ(count, 364 * 1440);
  ASSERT_EQ(served.size(), 1U);
  EXPECT_EQ(core::to_text(served[0].first), "2026-12-31T00:00:00Z");
}

TEST(Jitter, IsTheSameEverywhereAndForEver) {
  const auto slot = at("2026-03-02T06:00:00Z");
  // Written down once; a change would move every job at an upgrade.
  EXPECT_EQ(jitter_of("kolada", slot, minutes(10)).count(), 390592);
  EXPECT_EQ(jitter_of("hemtjanstindex", slot, minutes(10)).count(), 478894);
  EXPECT_EQ(jitter_of("kolada", slot, milliseconds(0)).count(), 0);
}

TEST(Jitter, SpreadsSlotsAndJobs) {
  std::map<std::int64_t, int> minutes_of;
  for (int day = 0; day < 600; ++day) {
    const auto jitter = jitter_of("kolada", {std::int64_t{day} * 86400 * 1000000}, minutes(10));
    ASSERT_GE(jitter.count(), 0);
    ASSERT_LT(jitter, minutes(10));
    ++minutes_of[jitter / minutes(1)];
  }
  EXPECT_EQ(minutes_of.size(), 10U);
  for (const auto& [minute, count] : minutes_of) EXPECT_GT(count, 30) << minute;
}

TEST(Jitter, DelaysTheBeginButNeverPastTheNextSlot) {
  const auto schedule = calendar("*:0/10");
  const SlotPolicy policy{.job = "kolada", .jitter = hours(5)};
  auto slot = at("2026-03-02T06:00:00Z");
  for (int i = 0; i < 100; ++i) {
    const auto begins = begin_of(schedule, policy, slot);
    const auto next = *schedule.next_after(slot);
    ASSERT_TRUE(slot <= begins && begins < next);
    const auto before = slot.plus(std::chrono::microseconds(-1));
    const auto early = due_slots(schedule, policy, before, begins.plus(std::chrono::microseconds(-1)));
    EXPECT_EQ(early.wake, begins);
    EXPECT_TRUE(early.slots.empty());
    EXPECT_EQ(due_slots(schedule, policy, before, begins).slots.size(), 1U);
    slot = next;
  }
}

TEST(OverlapOfRuns, IsSkippedOrOneWaits) {
  using enum OverlapDecision;
  const JobState free;
  const JobState busy{true, std::nullopt};
  const JobState waited{true, at("2026-03-02T06:00:00Z")};
  EXPECT_EQ(decide_overlap(Overlap::skip, free), begin);
  EXPECT_EQ(decide_overlap(Overlap::queue_one, free), begin);
  EXPECT_EQ(decide_overlap(Overlap::skip, busy), skip);
  EXPECT_EQ(decide_overlap(Overlap::queue_one, busy), wait);
  EXPECT_EQ(decide_overlap(Overlap::queue_one, waited), skip);
}

/// Adds every slot that was reported, a block walked through, to those reported before; false when one came twice.
bool note(const Schedule& schedule, const DueSlots& due, std::map<core::Instant, Outcome>& all) {
  for (const auto& slots : due.slots) {
    auto slot = slots.first;
    for (std::int64_t i = 0; i < slots.count; ++i) {
      if (!all.emplace(slot, slots.outcome).second) return false;
      if (i + 1 < slots.count) slot = *schedule.next_after(slot);
    }
    if (slot != slots.last) return false;
  }
  return true;
}

// However often and however late due_slots() is called, with the clock going back too: every slot is reported once.
RC_GTEST_PROP(Slots, EverySlotIsReportedOnce, ()) {
  const auto text = *rc::gen::element<std::string>("02:30", "*:0/20", "workdays 06:15", "hourly");
  const auto schedule = calendar(text, "Europe/Stockholm");
  SlotPolicy policy{.job = "kolada"};
  policy.missed = *rc::gen::element(MissedPolicy::latest, MissedPolicy::all, MissedPolicy::skip);
  policy.jitter = milliseconds(*rc::gen::inRange(0, 900000));
  const auto start = at(*rc::gen::element<std::string>("2026-03-27T12:00:00Z", "2026-10-23T12:00:00Z"));
  auto now = start;
  auto accounted = start;
  std::map<core::Instant, Outcome> all;
  for (const auto step : *rc::gen::container<std::vector<int>>(40, rc::gen::inRange(-600, 20000))) {
    now = now.plus(std::chrono::seconds(step));
    const auto due = due_slots(schedule, policy, accounted, now);
    RC_ASSERT(due.accounted >= accounted);
    RC_ASSERT(!due.wake || *due.wake > now || due.more);
    RC_ASSERT(note(schedule, due, all));
    const auto served = std::ranges::count_if(due.slots, [](const auto& s) { return s.outcome != Outcome::skipped; });
    if (policy.missed == MissedPolicy::latest) RC_ASSERT(served == (due.slots.empty() ? 0 : 1));
    accounted = due.accounted;
  }
  std::set<core::Instant> expected;
  for (auto slot = schedule.next_after(start); *slot <= accounted; slot = schedule.next_after(*slot))
    expected.insert(*slot);
  RC_ASSERT(expected.size() == all.size());
  for (const auto& [slot, outcome] : all) RC_ASSERT(expected.contains(slot));
}

}  // namespace
}  // namespace sluss::daemon::schedule
