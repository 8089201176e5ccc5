#include "daemon/serve/schedule/schedule.h"

#include <gtest/gtest.h>

#include "daemon/serve/schedule/scheduler.h"

namespace sluss::daemon::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

core::Instant at(std::string_view text) {
  return *core::parse_instant(text);
}

struct SkippedSlots {
  std::string job;
  AccountedSlots slots;
};

/// The scheduler as one takes slots from it: one at a time, each run over at once.
class Timetable {
 public:
  using Skipped = std::function<void(const SkippedSlots& skipped)>;

  explicit Timetable(const Skipped& on_skipped = {})
      : scheduler_([this, on_skipped](const std::string& job, const AccountedSlots& slots) {
          if (slots.outcome != Outcome::skipped) outcome_ = slots.outcome;
          if (slots.outcome == Outcome::skipped && on_skipped) on_skipped({job, slots});
        }) {}

  void add(Schedule schedule, const SlotPolicy& policy, std::optional<core::Instant> accounted, core::Instant now) {
    JobRule rule;
    rule.policy = policy;
    rule.schedule = std::move(schedule);
    rules_.push_back(std::move(rule));
    if (accounted) began_[policy.job] = *accounted;
    now_ = now;
    scheduler_.configure(rules_, 1, began_, now);
  }
  void add(const std::string& job, std::chrono::milliseconds every, std::optional<core::Instant> last_began,
           core::Instant now) {
    add(Schedule(every), {.job = job}, last_began, now);
  }

  std::optional<Slot> take_due(core::Instant now) {
    now_ = now;
    const auto begins = scheduler_.due(now);
    if (begins.empty()) return std::nullopt;
    const auto& begin = begins.front();
    scheduler_.ended(begin.job, RunEnd::committed, {}, now);
    return Slot{begin.job, *begin.slot, outcome_};
  }
  [[nodiscard]] std::optional<core::Instant> next() const { return scheduler_.wake(now_); }
  [[nodiscard]] std::optional<core::Instant> next_of(const std::string& job) const {
    const auto known = scheduler_.memory().find(job);
    if (known != scheduler_.memory().end() && !known->second.waiting.empty()) return known->second.waiting.front().at;
    return scheduler_.next_of(job, now_);
  }

 private:
  std::vector<JobRule> rules_;
  std::map<std::string, core::Instant> began_;
  core::Instant now_;
  Outcome outcome_ = Outcome::run;
  Scheduler scheduler_;
};

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

Schedule calendar(std::string_view text) {
  return Schedule(*Calendar::parse(text));
}

TEST(Timetable, CalendarsBesideIntervals) {
  Timetable table;
  const auto now = at("2026-04-01T12:00:00Z");
  table.add(calendar("workdays 06:15"), {.job = "kolada"}, at("2026-04-01T04:15:02Z"), now);
  table.add("hourly", hours(1), at("2026-04-01T12:00:00Z"), now);
  EXPECT_FALSE(table.take_due(now));
  EXPECT_EQ(table.next_of("kolada"), at("2026-04-02T04:15:00Z"));
  EXPECT_EQ(table.next(), at("2026-04-01T13:00:00Z"));
  // Good Friday to Easter Monday: no working day.
  EXPECT_EQ(table.take_due(at("2026-04-02T04:15:00Z"))->job, "hourly") << "missed since 13:00, the older one";
  const auto due = table.take_due(at("2026-04-02T04:15:00Z"));
  ASSERT_TRUE(due);
  EXPECT_EQ(due->job, "kolada");
  EXPECT_EQ(due->outcome, Outcome::run);
  EXPECT_EQ(table.next_of("kolada"), at("2026-04-07T04:15:00Z"));
}

TEST(Timetable, WhatIsSkippedOnTheWayIsReported) {
  std::vector<SkippedSlots> skipped;
  Timetable table([&](const SkippedSlots& slots) { skipped.push_back(slots); });
  const auto before = at("2026-03-01T04:00:00Z");
  table.add(calendar("06:00"), {.job = "skips", .missed = MissedPolicy::skip}, before, before);
  table.add(calendar("06:30"), {.job = "latest"}, before, before);
  const auto now = at("2026-03-04T12:00:00Z");
  const auto due = table.take_due(now);
  ASSERT_TRUE(due);
  EXPECT_EQ(due->job, "latest");
  EXPECT_EQ(due->outcome, Outcome::caught_up);
  EXPECT_EQ(core::to_text(due->at), "2026-03-04T05:30:00Z");
  EXPECT_FALSE(table.take_due(now));
  ASSERT_EQ(skipped.size(), 2U);
  EXPECT_EQ(skipped[0].job, "skips");
  EXPECT_EQ(skipped[0].slots.count, 4);
  EXPECT_EQ(skipped[0].slots.reason, SkipReason::missed);
  EXPECT_EQ(skipped[1].job, "latest");
  EXPECT_EQ(skipped[1].slots.count, 3);
  EXPECT_EQ(skipped[1].slots.reason, SkipReason::superseded);
}

TEST(Timetable, AllMissedSlotsComeOneAfterTheOther) {
  Timetable table;
  const auto before = at("2026-03-01T04:00:00Z");
  table.add(calendar("06:00"), {.job = "a", .missed = MissedPolicy::all}, before, before);
  const auto now = at("2026-03-03T12:00:00Z");
  for (const auto* slot : {"2026-03-01T05:00:00Z", "2026-03-02T05:00:00Z", "2026-03-03T05:00:00Z"}) {
    EXPECT_EQ(table.next_of("a"), at(slot));
    const auto due = table.take_due(now);
    ASSERT_TRUE(due);
    EXPECT_EQ(core::to_text(due->at), slot);
  }
  EXPECT_FALSE(table.take_due(now));
}

TEST(Timetable, AScheduleWithoutASlotToComeIsNeverDue) {
  Timetable table;
  const auto now = at("2026-03-03T12:00:00Z");
  table.add(calendar("02-30 06:00"), {.job = "never"}, std::nullopt, now);
  EXPECT_EQ(table.next(), std::nullopt);
  EXPECT_FALSE(table.take_due(now));
}

TEST(Timetable, TheJittersBeginIsWaitedFor) {
  Timetable table;
  const auto now = at("2026-03-03T12:00:00Z");
  table.add(calendar("06:00"), {.job = "a", .jitter = minutes(30)}, now, now);
  const auto begins = table.next();
  ASSERT_TRUE(begins);
  EXPECT_GT(*begins, at("2026-03-04T05:00:00Z"));
  EXPECT_FALSE(table.take_due(begins->plus(std::chrono::microseconds(-1))));
  const auto due = table.take_due(*begins);
  ASSERT_TRUE(due);
  EXPECT_EQ(core::to_text(due->at), "2026-03-04T05:00:00Z");
  EXPECT_EQ(due->outcome, Outcome::run);
}

TEST(Timetable, AClockSetBackGivesNoSlotAgainUnlessItWasWrongByDays) {
  Timetable table;
  table.add("a", hours(1), at("2026-03-03T12:00:01Z"), at("2026-03-03T12:30:00Z"));
  ASSERT_TRUE(table.take_due(at("2026-03-03T13:00:00Z")));
  EXPECT_FALSE(table.take_due(at("2026-03-03T12:50:00Z")));
  EXPECT_FALSE(table.take_due(at("2026-03-03T13:00:00Z"))) << "ten minutes back and forth";
  // The clock showed 2036; it is set right.
  ASSERT_TRUE(table.take_due(at("2036-03-03T13:00:00Z")));
  EXPECT_FALSE(table.take_due(at("2026-03-03T13:10:00Z")));
  EXPECT_EQ(table.next(), at("2026-03-03T14:00:00Z"));
  // So it is when the last run's time is in a far future.
  Timetable restarted;
  restarted.add("a", hours(1), at("2036-03-03T13:00:00Z"), at("2026-03-03T13:10:00Z"));
  EXPECT_EQ(restarted.next(), at("2026-03-03T14:00:00Z"));
}

TEST(Timetable, AYearDownAtOneSlotASecondDelaysNothing) {
  Timetable table;
  table.add("a", std::chrono::seconds(1), at("2025-03-03T12:00:00Z"), at("2026-03-03T12:00:00Z"));
  const auto now = at("2025-03-10T12:00:00Z");
  int calls = 1;
  auto due = table.take_due(now);
  for (; !due && *table.next() <= now; due = table.take_due(now)) ++calls;
  ASSERT_TRUE(due);
  EXPECT_EQ(due->at, now);
  EXPECT_GT(calls, 1);
}

}  // namespace
}  // namespace sluss::daemon::schedule
