// Jobs that run on what their sources announce: case by case, and a month in which files come, runs take their time,
// and the daemon is killed.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "daemon/serve/schedule/scheduler.h"
#include "daemon/serve/schedule/scheduler_memory.h"

namespace sluss::daemon::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

JobRule on_event(const char* name, std::vector<std::string> after = {}) {
  JobRule rule;
  rule.policy.job = name;
  rule.schedule_text = "part";
  rule.on_event = true;
  rule.after = std::move(after);
  return rule;
}

JobRule with_schedule(const char* name, const char* calendar) {
  JobRule rule;
  rule.policy.job = name;
  rule.schedule_text = calendar;
  rule.schedule = Schedule(Calendar::parse(calendar).value());
  return rule;
}

struct World {
  explicit World(std::vector<JobRule> the_rules, int parallel = 4) : rules(std::move(the_rules)), most(parallel) {
    configure();
  }

  void configure() { scheduler.configure(rules, most, {}, at("2026-03-02T05:00:00Z")); }
  /// Killed, and started again.
  void kill() {
    auto kept = parse_schedule_memory(to_text(scheduler.memory())).value();
    scheduler = Scheduler();
    scheduler.restore(std::move(kept));
    configure();
  }
  bool announce(const char* job, const char* token, const char* now) { return scheduler.announce(job, token, at(now)); }
  Texts due(const char* now) {
    Texts begun;
    for (const auto& one : scheduler.due(at(now))) begun.push_back(one.job + " " + std::string(name_of(one.cause)));
    return begun;
  }
  void ended(const char* job, RunEnd how, const char* now) { scheduler.ended(job, how, "x.y", at(now)); }

  std::vector<JobRule> rules;
  int most;
  Scheduler scheduler;
};

TEST(SchedulerEvents, WhatIsNewBeginsARunOnce) {
  World world({on_event("a")});
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{}) << "nothing was announced";
  EXPECT_FALSE(world.scheduler.next_of("a", at("2026-03-02T06:00:00Z")));
  EXPECT_FALSE(world.announce("a", "", "2026-03-02T06:00:00Z")) << "nothing is there";
  EXPECT_TRUE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  EXPECT_FALSE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  EXPECT_EQ(world.scheduler.wake(at("2026-03-02T06:00:01Z")), at("2026-03-02T06:00:01Z"));
  EXPECT_EQ(world.scheduler.next_of("a", at("2026-03-02T06:00:01Z")), at("2026-03-02T06:00:01Z"));
  EXPECT_EQ(world.due("2026-03-02T06:00:01Z"), Texts{"a event"});
  EXPECT_FALSE(world.announce("a", "1", "2026-03-02T06:00:02Z"));
  world.ended("a", RunEnd::committed, "2026-03-02T06:01:00Z");
  EXPECT_FALSE(world.announce("a", "1", "2026-03-02T06:01:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:01:00Z"), Texts{});
  EXPECT_FALSE(world.scheduler.wake(at("2026-03-02T06:01:00Z"))) << "it sleeps";
  EXPECT_FALSE(world.announce("b", "1", "2026-03-02T06:01:00Z")) << "there is no such job";
}

TEST(SchedulerEvents, AStormWhileItRunsIsOneMoreRun) {
  World world({on_event("a")});
  EXPECT_TRUE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a event"});
  for (const auto* token : {"2", "3", "4"}) {
    EXPECT_TRUE(world.announce("a", token, "2026-03-02T06:00:10Z"));
    EXPECT_EQ(world.due("2026-03-02T06:00:10Z"), Texts{});
  }
  world.ended("a", RunEnd::committed, "2026-03-02T06:01:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:01:00Z"), Texts{"a event"});
  world.ended("a", RunEnd::committed, "2026-03-02T06:02:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:02:00Z"), Texts{});
}

TEST(SchedulerEvents, APauseKeepsIt) {
  World world({on_event("a")});
  ASSERT_TRUE(world.scheduler.pause("a", {}, at("2026-03-02T06:00:00Z")));
  EXPECT_TRUE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{});
  EXPECT_FALSE(world.scheduler.next_of("a", at("2026-03-02T06:00:00Z")));
  world.kill();
  EXPECT_EQ(world.due("2026-03-02T07:00:00Z"), Texts{});
  ASSERT_TRUE(world.scheduler.resume("a", at("2026-03-02T08:00:00Z")));
  EXPECT_EQ(world.due("2026-03-02T08:00:00Z"), Texts{"a event"});

  World until({on_event("a")});
  ASSERT_TRUE(until.scheduler.pause("a", at("2026-03-02T09:00:00Z"), at("2026-03-02T06:00:00Z")));
  EXPECT_TRUE(until.announce("a", "1", "2026-03-02T06:00:00Z"));
  EXPECT_EQ(until.scheduler.next_of("a", at("2026-03-02T06:00:00Z")), at("2026-03-02T09:00:00Z"));
  EXPECT_EQ(until.scheduler.wake(at("2026-03-02T06:00:00Z")), at("2026-03-02T09:00:00Z"));
  EXPECT_EQ(until.due("2026-03-02T09:00:00Z"), Texts{"a event"});
}

TEST(SchedulerEvents, ItWaitsForRoomAndForTheJobsBeforeIt) {
  World world({with_schedule("a", "06:00 UTC"), on_event("b", {"a"}), on_event("c")}, 1);
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  EXPECT_TRUE(world.announce("b", "1", "2026-03-02T06:00:01Z"));
  EXPECT_TRUE(world.announce("c", "1", "2026-03-02T06:00:02Z"));
  EXPECT_EQ(world.due("2026-03-02T06:00:03Z"), Texts{});
  world.ended("a", RunEnd::failed, "2026-03-02T06:01:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:01:00Z"), Texts{"c event"}) << "b waits for the retry";
  world.ended("c", RunEnd::committed, "2026-03-02T06:02:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:16:00Z"), Texts{"a retry"});
  world.ended("a", RunEnd::committed, "2026-03-02T06:17:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:17:00Z"), Texts{"b event"});
  world.ended("b", RunEnd::committed, "2026-03-02T06:18:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:18:00Z"), Texts{}) << "that a succeeded is no reason by itself";
}

TEST(SchedulerEvents, EveryRunTakesAllThatIsThere) {
  auto both = with_schedule("a", "06:00 UTC");
  both.on_event = true;
  World world({both});
  EXPECT_TRUE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a slot"});
  world.ended("a", RunEnd::committed, "2026-03-02T06:01:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:01:00Z"), Texts{});
  EXPECT_TRUE(world.announce("a", "2", "2026-03-02T07:00:00Z"));
  ASSERT_TRUE(world.scheduler.ask("a", false, "anna", at("2026-03-02T07:00:00Z")));
  EXPECT_EQ(world.due("2026-03-02T07:00:00Z"), Texts{"a asked"});
  world.ended("a", RunEnd::committed, "2026-03-02T07:01:00Z");
  EXPECT_EQ(world.due("2026-03-02T07:01:00Z"), Texts{});
}

TEST(SchedulerEvents, AFailureIsTriedAgainAndSomethingNewAtOnce) {
  World world({on_event("a")});
  EXPECT_TRUE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:00:00Z"), Texts{"a event"});
  world.ended("a", RunEnd::failed, "2026-03-02T06:01:00Z");
  EXPECT_FALSE(world.announce("a", "1", "2026-03-02T06:02:00Z"));
  EXPECT_TRUE(world.announce("a", "2", "2026-03-02T06:03:00Z"));
  EXPECT_EQ(world.due("2026-03-02T06:03:00Z"), Texts{"a event"});
  world.ended("a", RunEnd::failed, "2026-03-02T06:04:00Z");
  EXPECT_EQ(world.due("2026-03-02T06:34:00Z"), Texts{"a retry"});
}

TEST(SchedulerEvents, ARestartLosesNothing) {
  World world({on_event("a")});
  EXPECT_TRUE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  world.kill();
  EXPECT_FALSE(world.announce("a", "1", "2026-03-02T06:01:00Z")) << "it waits already";
  EXPECT_EQ(world.due("2026-03-02T06:01:00Z"), Texts{"a event"});
  world.kill();
  EXPECT_EQ(world.due("2026-03-02T06:02:00Z"), Texts{"a interrupted"});
  world.ended("a", RunEnd::committed, "2026-03-02T06:03:00Z");
  world.kill();
  EXPECT_FALSE(world.announce("a", "1", "2026-03-02T06:04:00Z"));
  EXPECT_TRUE(world.announce("a", "2", "2026-03-02T06:04:00Z")) << "it came while the daemon was down";
  EXPECT_EQ(world.due("2026-03-02T06:04:00Z"), Texts{"a event"});
}

TEST(SchedulerEvents, AJobThatIsNoLongerOnEventsForgetsWhatWaits) {
  World world({on_event("a")});
  EXPECT_TRUE(world.announce("a", "1", "2026-03-02T06:00:00Z"));
  world.rules = {with_schedule("a", "07:00 UTC")};
  world.configure();
  EXPECT_EQ(world.due("2026-03-02T06:30:00Z"), Texts{});
  EXPECT_FALSE(world.announce("a", "2", "2026-03-02T06:30:00Z"));
}

TEST(SchedulerEvents, AnOlderMemoryIsRead) {
  const auto memory = parse_schedule_memory(
      R"({"version":1,"jobs":{"a":{"said":"part","known_since":1,"accounted":2,"waiting":[],"failures":0,)"
      R"("last_error":"","awaited":[],"begun":{"cause":5,"at":3}}}})");
  ASSERT_TRUE(memory) << core::describe(memory.error());
  EXPECT_EQ(memory->at("a").begun->cause, Cause::interrupted);
  EXPECT_FALSE(memory->at("a").announced);
  EXPECT_EQ(memory->at("a").served, "");
}

/// A month of one daemon whose two jobs run on files. A run reads what is there when it begins.
class Month {
 public:
  explicit Month(unsigned seed) : chance_(seed) { world_.scheduler.configure(world_.rules, 1, {}, now_); }

  void live() {
    while (now_ < at("2026-04-01T00:00:00Z")) {
      now_ = now_.plus(seconds(one_of(1, 3600)));
      end_runs();
      if (one_of(1, 3) == 1) ++there_[one_of(1, 2) == 1 ? "a" : "b"];
      if (one_of(1, 40) == 1) kill();
      if (one_of(1, 30) == 1) world_.scheduler.pause("a", now_.plus(minutes(one_of(1, 300))), now_);
      if (one_of(1, 5) > 1) look_at_sources();  // at times the source does not answer
      begin_runs();
    }
    for (int i = 0; i < 100; ++i) {  // nothing comes any more
      now_ = now_.plus(hours(1));
      end_runs();
      look_at_sources();
      begin_runs();
    }
    EXPECT_EQ(read_, there_) << "the last that came was read";
    EXPECT_TRUE(runs_.empty());
    EXPECT_LE(begun_, there_["a"] + there_["b"] + again_) << "no run for nothing";
    EXPECT_GT(begun_, 20);
  }

 private:
  struct Run {
    int reads = 0;
    core::Instant ends;
  };

  int one_of(int least, int most) { return std::uniform_int_distribution(least, most)(chance_); }

  void look_at_sources() {
    for (const auto& [job, files] : there_)
      world_.scheduler.announce(job, files == 0 ? "" : std::to_string(files), now_);
  }

  void begin_runs() {
    for (const auto& begin : world_.scheduler.due(now_)) {
      ASSERT_TRUE(runs_.empty()) << "one at a time";
      runs_[begin.job] = {there_[begin.job], now_.plus(seconds(one_of(1, 7200)))};
      ++begun_;
      again_ += begin.cause == Cause::event ? 0 : 1;
    }
  }

  void end_runs() {
    for (auto run = runs_.begin(); run != runs_.end();) {
      if (run->second.ends > now_) {
        ++run;
        continue;
      }
      const bool fails = one_of(1, 4) == 1;
      if (!fails) read_[run->first] = run->second.reads;
      world_.scheduler.ended(run->first, fails ? RunEnd::failed : RunEnd::committed, fails ? "x.y" : "", now_);
      run = runs_.erase(run);
    }
  }

  void kill() {
    auto kept = parse_schedule_memory(to_text(world_.scheduler.memory())).value();
    world_.scheduler = Scheduler();
    world_.scheduler.restore(std::move(kept));
    world_.scheduler.configure(world_.rules, 1, {}, now_);
    runs_.clear();
  }

  std::mt19937 chance_;
  World world_{{on_event("a"), on_event("b")}, 1};
  core::Instant now_ = at("2026-03-02T05:00:00Z");
  std::map<std::string, int> there_{{"a", 0}, {"b", 0}}, read_{{"a", 0}, {"b", 0}};
  std::map<std::string, Run> runs_;
  int begun_ = 0, again_ = 0;
};

TEST(SchedulerEvents, AMonthOfFilesKillsAndFailures) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Month(seed).live();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace sluss::daemon::schedule
