// The scheduler case by case; a year of it is in year_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "daemon/serve/schedule/scheduler.h"
#include "daemon/serve/schedule/scheduler_memory.h"

namespace sluss::daemon::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

JobRule rule(const char* name, const char* calendar) {
  JobRule rule;
  rule.policy.job = name;
  rule.schedule_text = calendar;
  if (*calendar != '\0') rule.schedule = Schedule(Calendar::parse(calendar).value());
  return rule;
}

struct World {
  explicit World(std::vector<JobRule> rules, const char* now = "2026-03-02T05:00:00Z", int parallel = 4)
      : now_(at(now)), scheduler([this](const std::string& job, const AccountedSlots& slots) {
          reported.push_back(job + " " + core::to_text(slots.first) + " " + std::string(name_of(slots.outcome)) +
                             (slots.reason == SkipReason::none ? "" : " " + std::string(name_of(slots.reason))));
        }) {
    std::map<std::string, core::Instant> began;
    for (const auto& one : rules) began[one.policy.job] = now_;
    scheduler.configure(std::move(rules), parallel, began, now_);
  }

  std::vector<std::string> due(const char* now) {
    now_ = at(now);
    std::vector<std::string> begun;
    for (const auto& one : scheduler.due(now_)) begun.push_back(one.job + " " + std::string(name_of(one.cause)));
    return begun;
  }
  void ended(const char* job, RunEnd how, const char* now) { scheduler.ended(job, how, "x.y", at(now)); }

  core::Instant now_;
  std::vector<std::string> reported;
  Scheduler scheduler;
};

using Texts = std::vector<std::string>;

TEST(Scheduler, ASlotBeginsOnceAndWakeSaysWhen) {
  World world({rule("a", "06:15 UTC")});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{});
  EXPECT_EQ(world.scheduler.wake(world.now_), at("2026-03-02T06:15:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:15:00Z"), Texts{"a slot"});
  EXPECT_EQ(world.due("2026-03-02T06:15:01Z"), Texts{});
  world.ended("a", RunEnd::committed, "2026-03-02T06:16:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:16:00Z"), Texts{});
  EXPECT_EQ(world.reported, Texts{"a 2026-03-02T06:15:00Z run"});
  // Set back, the clock gives no slot again.
  EXPECT_EQ(world.due("2026-03-02T06:10:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-02T06:15:00Z"), Texts{});
}

TEST(Scheduler, AFailureIsTriedAgainAfterMoreAndMoreTime) {
  World world({rule("a", "06:00 UTC")});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  world.ended("a", RunEnd::failed, "2026-03-02T06:01:00Z");
  EXPECT_EQ(world.scheduler.wake(at("2026-03-02T06:01:00Z")), at("2026-03-02T06:16:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:16:00Z"), Texts{"a retry"});
  world.ended("a", RunEnd::failed, "2026-03-02T06:16:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:31:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-02T06:46:00Z"), Texts{"a retry"});
  world.ended("a", RunEnd::committed, "2026-03-02T06:47:00Z");
  EXPECT_EQ(world.scheduler.memory().at("a").failures, 0);
  EXPECT_EQ(world.due("2026-03-02T12:00:00Z"), Texts{});
}

TEST(Scheduler, OverlapSkipsOrLetsOneWait) {
  auto queue = rule("queue", "*:0/10 UTC");
  queue.overlap = Overlap::queue_one;
  World world({rule("skip", "*:0/10 UTC"), queue});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z").size(), 2U);
  EXPECT_EQ(world.due("2026-03-02T06:10:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-02T06:20:00Z"), Texts{});
  world.ended("skip", RunEnd::committed, "2026-03-02T06:21:00Z");
  world.ended("queue", RunEnd::committed, "2026-03-02T06:21:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:21:00Z"), Texts{"queue slot"});
  EXPECT_EQ(std::ranges::count(world.reported, "skip 2026-03-02T06:10:00Z skipped running"), 1);
  EXPECT_EQ(std::ranges::count(world.reported, "queue 2026-03-02T06:20:00Z skipped running"), 1);
  EXPECT_EQ(std::ranges::count(world.reported, "queue 2026-03-02T06:10:00Z run"), 1);
}

TEST(Scheduler, WhatFollowsBeginsWhenAllHaveSucceeded) {
  auto follows = rule("follows", "");
  follows.after = {"a", "b"};
  World world({rule("a", "06:00 UTC"), rule("b", "07:00 UTC"), follows});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  world.ended("a", RunEnd::committed, "2026-03-02T06:01:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:01:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-02T07:00:00Z"), Texts{"b slot"});
  world.ended("b", RunEnd::committed, "2026-03-02T07:05:00Z");
  EXPECT_EQ(world.due("2026-03-02T07:05:00Z"), Texts{"follows after"});
  world.ended("follows", RunEnd::committed, "2026-03-02T07:06:00Z");
  EXPECT_EQ(world.due("2026-03-02T07:06:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-03T06:00:00Z"), Texts{"a slot"});
}

TEST(Scheduler, ASlotWaitsForTheJobBeforeItAndItsRetry) {
  auto waits = rule("waits", "06:00 UTC");
  waits.after = {"a"};
  World world({rule("a", "06:00 UTC"), waits});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  world.ended("a", RunEnd::failed, "2026-03-02T06:01:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:01:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-02T06:16:00Z"), Texts{"a retry"});
  world.ended("a", RunEnd::committed, "2026-03-02T06:17:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:17:00Z"), Texts{"waits slot"});
}

/// It failed for a file that lies in rejected/ now.
TEST(Scheduler, WhatIsNotTriedAgainHasItsOrdinaryNextTime) {
  World world({rule("a", "06:00 UTC")});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  world.ended("a", RunEnd::failed, "2026-03-02T06:01:00Z");
  EXPECT_EQ(world.scheduler.next_of("a", at("2026-03-02T06:01:00Z")), at("2026-03-02T06:16:00Z"));
  world.scheduler.drop_retry("a");
  EXPECT_EQ(world.scheduler.next_of("a", at("2026-03-02T06:01:00Z")), at("2026-03-03T06:00:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:16:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-03T06:00:00Z"), Texts{"a slot"});
}

TEST(Scheduler, AtMostSoManyAtOnceTheLongestWaitingFirst) {
  World world({rule("c", "06:02 UTC"), rule("a", "06:00 UTC"), rule("b", "06:01 UTC")}, "2026-03-02T05:00:00Z", 1);
  EXPECT_EQ(world.due("2026-03-02T06:02:00Z"), Texts{"a slot"});
  EXPECT_EQ(world.scheduler.running(), 1);
  world.ended("a", RunEnd::committed, "2026-03-02T06:03:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:03:00Z"), Texts{"b slot"});
  world.ended("b", RunEnd::committed, "2026-03-02T06:04:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:04:00Z"), Texts{"c slot"});
}

TEST(Scheduler, APauseSkipsAndAskingDoesNotMind) {
  World world({rule("a", "06:00 UTC")});
  ASSERT_TRUE(world.scheduler.pause("a", at("2026-03-03T12:00:00Z"), at("2026-03-02T05:30:00Z")));
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{});
  EXPECT_EQ(world.reported, Texts{"a 2026-03-02T06:00:00Z skipped paused"});
  EXPECT_EQ(world.scheduler.next_of("a", world.now_), at("2026-03-04T06:00:00Z"));
  ASSERT_TRUE(world.scheduler.ask("a", true, "anna", at("2026-03-02T07:00:00Z")));
  const auto begins = world.scheduler.due(at("2026-03-02T07:00:00Z"));
  ASSERT_EQ(begins.size(), 1U);
  EXPECT_TRUE(begins.front().full);
  EXPECT_EQ(begins.front().who, "anna");
  world.ended("a", RunEnd::committed, "2026-03-02T07:01:00Z");
  EXPECT_EQ(world.due("2026-03-04T06:00:00Z"), Texts{"a slot"});
  EXPECT_FALSE(world.scheduler.pause("b", {}, at("2026-03-04T06:00:00Z")));
}

TEST(Scheduler, APublicationIsPolledForOnItsDayAndLateAfterIt) {
  auto publication = rule("k", "");
  publication.publication =
      PublicationRule{Calendar::parse("07..19:05 UTC").value(), Calendar::parse("07:05 UTC").value(), 60};
  World world({publication});
  EXPECT_EQ(world.scheduler.next_of("k", world.now_), std::nullopt);
  world.scheduler.await("k", {{core::day_of(2026, 3, 10), 2, {"Ett 2025", "Två 2025"}}});
  EXPECT_EQ(world.scheduler.next_of("k", world.now_), at("2026-03-10T07:05:00Z"));
  EXPECT_EQ(world.due("2026-03-10T07:05:00Z"), Texts{"k publication"});
  world.ended("k", RunEnd::committed, "2026-03-10T07:06:00Z");
  EXPECT_EQ(world.due("2026-03-10T07:06:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-10T08:05:00Z"), Texts{"k publication"});
  world.ended("k", RunEnd::committed, "2026-03-10T08:06:00Z");
  EXPECT_TRUE(world.scheduler.late(at("2026-03-10T22:00:00Z")).empty());
  EXPECT_TRUE(world.scheduler.late(at("2026-03-11T00:00:00Z")).empty()) << "no run has queried since the day";
  EXPECT_EQ(world.due("2026-03-11T07:05:00Z"), Texts{"k publication"});
  world.ended("k", RunEnd::failed, "2026-03-11T07:06:00Z");
  EXPECT_TRUE(world.scheduler.late(at("2026-03-11T07:06:00Z")).empty()) << "it is the job that fails";
  EXPECT_EQ(world.due("2026-03-11T09:00:00Z"), Texts{"k retry"});
  world.ended("k", RunEnd::committed, "2026-03-11T09:01:00Z");
  const auto late = world.scheduler.late(at("2026-03-11T09:01:00Z"));
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late.front().awaited_count, 2);
  EXPECT_TRUE(late.front().theirs());
  EXPECT_EQ(late.front().expected_by, at("2026-03-10T23:00:00Z"));
  EXPECT_EQ(world.due("2026-03-12T07:05:00Z"), Texts{"k publication"});
  world.ended("k", RunEnd::failed, "2026-03-12T07:06:00Z");
  EXPECT_EQ(world.scheduler.late(at("2026-03-12T07:06:00Z")).size(), 1U) << "it was queried since, and was late then";
  EXPECT_EQ(world.due("2026-03-12T09:00:00Z"), Texts{"k retry"});
  world.ended("k", RunEnd::committed, "2026-03-12T09:01:00Z");
  world.scheduler.await("k", {});
  EXPECT_TRUE(world.scheduler.late(at("2026-03-12T10:00:00Z")).empty());
  EXPECT_EQ(world.scheduler.next_of("k", world.now_), std::nullopt);
}

TEST(Scheduler, ExpectedByIsLateUntilARunOfThatSlotHasSucceeded) {
  auto expected = rule("a", "Mon..Fri 06:00 UTC");
  expected.expected_by = Calendar::parse("Mon..Fri 08:00 UTC").value();
  World world({expected});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  world.ended("a", RunEnd::failed, "2026-03-02T06:01:00Z");
  EXPECT_TRUE(world.scheduler.late(at("2026-03-02T07:59:00Z")).empty());
  ASSERT_EQ(world.scheduler.late(at("2026-03-02T08:00:00Z")).size(), 1U);
  EXPECT_FALSE(world.scheduler.late(at("2026-03-02T08:00:00Z")).front().theirs());
  EXPECT_EQ(world.due("2026-03-02T09:00:00Z"), Texts{"a retry"});
  world.ended("a", RunEnd::committed, "2026-03-02T09:01:00Z");
  EXPECT_TRUE(world.scheduler.late(at("2026-03-02T10:00:00Z")).empty());
  ASSERT_EQ(world.scheduler.late(at("2026-03-03T08:00:00Z")).size(), 1U);
}

TEST(Scheduler, WhatAKillCutOffBeginsAgainUnlessItHadEnded) {
  World world({rule("a", "06:00 UTC"), rule("b", "06:00 UTC")});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z").size(), 2U);
  const auto kept = parse_schedule_memory(to_text(world.scheduler.memory()));
  ASSERT_TRUE(kept);
  Scheduler after;
  after.restore(*kept);
  after.configure({rule("a", "06:00 UTC"), rule("b", "06:00 UTC")}, 4, {}, at("2026-03-02T06:05:00Z"));
  EXPECT_TRUE(after.settle("b", at("2026-03-02T06:00:01Z"), at("2026-03-02T06:02:00Z")));
  const auto begins = after.due(at("2026-03-02T06:05:00Z"));
  ASSERT_EQ(begins.size(), 1U);
  EXPECT_EQ(begins.front().job, "a");
  EXPECT_EQ(begins.front().cause, Cause::interrupted);
  EXPECT_EQ(begins.front().slot, at("2026-03-02T06:00:00Z"));
}

TEST(Scheduler, WhoRequestedWhatAKillCutOffIsKept) {
  World world({rule("a", "")});
  ASSERT_TRUE(world.scheduler.ask("a", true, "proxy:anna", at("2026-03-02T07:00:00Z")));
  ASSERT_EQ(world.scheduler.due(at("2026-03-02T07:00:00Z")).size(), 1U);
  Scheduler life;
  const auto* before = &world.scheduler;
  for (const auto* now : {"2026-03-02T07:00:10Z", "2026-03-02T08:00:00Z"}) {
    const auto kept = parse_schedule_memory(to_text(before->memory()));
    ASSERT_TRUE(kept);
    Scheduler after;
    after.restore(*kept);
    after.configure({rule("a", "")}, 4, {}, at(now));
    const auto begins = after.due(at(now));
    ASSERT_EQ(begins.size(), 1U) << now;
    EXPECT_EQ(begins.front().cause, Cause::interrupted);
    EXPECT_EQ(begins.front().who, "proxy:anna");
    EXPECT_TRUE(begins.front().full);
    life = std::move(after);
    before = &life;
  }
}

/// What a daemon knows that is started after a kill.
Scheduler after_kill(const Scheduler& before, std::vector<JobRule> rules, const char* now) {
  Scheduler after;
  after.restore(parse_schedule_memory(to_text(before.memory())).value());
  after.configure(std::move(rules), 4, {}, at(now));
  return after;
}

TEST(Scheduler, WhatTheProgramDiesOfWaitsLongerAndLonger) {
  const auto rules = [] { return std::vector{rule("a", "06:00 UTC")}; };
  World world(rules());
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  auto life = after_kill(world.scheduler, rules(), "2026-03-02T06:00:10Z");
  EXPECT_FALSE(is_suspect(life.memory().at("a")));
  ASSERT_EQ(life.due(at("2026-03-02T06:00:10Z")).size(), 1U) << "machines are restarted: the first time at once";

  struct Pause {
    const char* started;
    const char* goes_on;
  };
  for (const auto& [started, goes_on] : std::to_array<Pause>({{"2026-03-02T06:00:20Z", "2026-03-02T06:05:10Z"},
                                                              {"2026-03-02T06:05:20Z", "2026-03-02T06:15:10Z"},
                                                              {"2026-03-02T06:15:20Z", "2026-03-02T06:35:10Z"},
                                                              {"2026-03-02T06:35:20Z", "2026-03-02T07:15:10Z"},
                                                              {"2026-03-02T07:15:20Z", "2026-03-02T08:35:10Z"},
                                                              {"2026-03-02T08:35:20Z", "2026-03-02T11:15:10Z"},
                                                              {"2026-03-02T11:15:20Z", "2026-03-02T15:15:10Z"},
                                                              {"2026-03-02T15:15:20Z", "2026-03-02T19:15:10Z"}})) {
    life = after_kill(life, rules(), started);
    EXPECT_TRUE(is_suspect(life.memory().at("a")));
    EXPECT_TRUE(life.due(at(started)).empty()) << started;
    EXPECT_EQ(life.wake(at(started)), at(goes_on));
    EXPECT_EQ(life.next_of("a", at(started)), at(goes_on));
    const auto begins = life.due(at(goes_on));
    ASSERT_EQ(begins.size(), 1U) << goes_on;
    EXPECT_EQ(begins.front().cause, Cause::interrupted);
  }
  life.ended("a", RunEnd::committed, "", at("2026-03-02T19:16:00Z"));
  EXPECT_EQ(life.memory().at("a").unended, 0);
}

TEST(Scheduler, AnOrderlyEndIsNoInterruptionAndAskingDoesNotWait) {
  const auto rules = [] { return std::vector{rule("a", "06:00 UTC")}; };
  World world(rules());
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  world.ended("a", RunEnd::cancelled, "2026-03-02T06:00:01Z");
  auto life = after_kill(world.scheduler, rules(), "2026-03-02T06:00:10Z");
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(life.due(at("2026-03-02T06:00:10Z")).size(), 1U);
    life.ended("a", RunEnd::cancelled, "", at("2026-03-02T06:00:11Z"));
    life = after_kill(life, rules(), "2026-03-02T06:00:10Z");
  }
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(life.due(at("2026-03-02T06:00:10Z")).size(), 1U);
    life = after_kill(life, rules(), "2026-03-02T06:00:10Z");
  }
  EXPECT_TRUE(life.due(at("2026-03-02T06:00:10Z")).empty());
  EXPECT_TRUE(life.ask("a", false, "anna", at("2026-03-02T06:00:10Z")));
  ASSERT_EQ(life.due(at("2026-03-02T06:00:10Z")).size(), 1U);
}

TEST(Scheduler, OfTwoThatWereCutOffTogetherTheInnocentEndsInPeace) {
  const auto rules = [] { return std::vector{rule("a", "06:00 UTC"), rule("b", "06:00 UTC")}; };
  World world(rules());
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z").size(), 2U);
  auto life = after_kill(world.scheduler, rules(), "2026-03-02T06:00:10Z");
  EXPECT_EQ(life.due(at("2026-03-02T06:00:10Z")).size(), 2U);
  life = after_kill(life, rules(), "2026-03-02T06:00:20Z");
  auto begins = life.due(at("2026-03-02T06:05:10Z"));
  ASSERT_EQ(begins.size(), 1U);
  const auto guilty = begins.front().job;
  life = after_kill(life, rules(), "2026-03-02T06:05:20Z");
  begins = life.due(at("2026-03-02T06:05:20Z"));
  ASSERT_EQ(begins.size(), 1U);
  EXPECT_NE(begins.front().job, guilty);
  life.ended(begins.front().job, RunEnd::committed, "", at("2026-03-02T06:06:00Z"));
  EXPECT_TRUE(life.due(at("2026-03-02T06:06:00Z")).empty());
}

TEST(Scheduler, AMemoryThatKnowsNothingOfInterruptionsIsRead) {
  const auto memory = parse_schedule_memory(
      R"({"version":1,"jobs":{"a":{"said":"06:00 UTC","known_since":1,"accounted":2,"waiting":[],"failures":0,)"
      R"("last_error":"","awaited":[],"begun":{"cause":0,"at":3}}}})");
  ASSERT_TRUE(memory) << core::describe(memory.error());
  EXPECT_EQ(memory->at("a").unended, 0);
  EXPECT_FALSE(is_suspect(memory->at("a")));
}

TEST(Scheduler, AnotherScheduleBeginsFromNow) {
  World world({rule("a", "06:00 UTC")});
  world.scheduler.configure({rule("a", "08:00 UTC")}, 4, {}, at("2026-03-02T09:00:00Z"));
  EXPECT_EQ(world.due("2026-03-02T09:00:00Z"), Texts{});
  EXPECT_EQ(world.due("2026-03-03T08:00:00Z"), Texts{"a slot"});
}

TEST(Scheduler, AWrongMemoryIsRefused) {
  for (const auto* text : {"", "{}", R"({"version":2,"jobs":{}})", R"({"version":1,"jobs":{"a":{}}})"}) {
    const auto memory = parse_schedule_memory(text);
    ASSERT_FALSE(memory) << text;
    EXPECT_EQ(memory.error().code, "schedule.memory");
  }
}

}  // namespace
}  // namespace sluss::daemon::schedule
