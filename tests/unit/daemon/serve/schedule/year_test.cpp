// A year with the clock as a port: down for a week in July, restarts, kills, failures, a job that overruns, both DST
// changes, and the days that Kolada announces. Time moves only to where wake() points or where a run ends.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "daemon/serve/schedule/scheduler.h"
#include "daemon/serve/schedule/scheduler_memory.h"

namespace sluss::daemon::schedule {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;

core::Instant at(const char* text) {
  return core::parse_instant(text).value();
}

Calendar calendar(const char* text) {
  return Calendar::parse(text).value();
}

constexpr int parallel = 3;
constexpr const char* year_begins = "2026-01-01T00:00:00Z";
constexpr const char* year_ends = "2027-01-01T00:00:00Z";

struct Publication {
  core::Day day;
  core::Instant released;  ///< when the source has the figures; never: far away
  std::optional<core::Instant> pulled;
  bool queried_since = false;  ///< by a run that began after its day, succeeded and did not find it
  bool reported_late = false;
};

std::vector<JobRule> rules() {
  std::vector<JobRule> jobs;
  const auto add = [&](const char* name, std::optional<Schedule> schedule) -> JobRule& {
    JobRule rule;
    rule.policy.job = name;
    rule.schedule_text = name;
    rule.schedule = std::move(schedule);
    jobs.push_back(std::move(rule));
    return jobs.back();
  };
  auto& kolada = add("kolada", Schedule(calendar("Mon..Fri 06:15")));
  kolada.publication = PublicationRule{calendar("07..19:05"), calendar("07,13:05"), 60};
  kolada.expected_by = calendar("Mon..Fri 09:00");
  add("night", Schedule(calendar("02:30")));
  add("hourly", Schedule(hours(1))).policy.missed = MissedPolicy::skip;
  auto& quarter = add("quarter", Schedule(calendar("*:0/30")));
  quarter.policy.jitter = minutes(4);
  quarter.overlap = Overlap::queue_one;
  add("overrun", Schedule(calendar("00/6:00"))).overlap = Overlap::queue_one;
  add("month", Schedule(calendar("last-workday 06:00"))).policy.missed = MissedPolicy::all;
  add("follows", std::nullopt).after = {"kolada"};
  add("waits", Schedule(calendar("06:15"))).after = {"kolada", "night"};
  return jobs;
}

class Year {
 public:
  explicit Year(unsigned seed) : random_(seed) {
    std::ifstream file(SLUSS_TEST_DATA "/kolada_publication_days.csv");
    std::string line;
    while (std::getline(file, line)) {
      if (line.empty() || line.front() == '#') continue;
      const auto day = core::parse_day(line.substr(0, 10)).value();
      publications_.push_back({day, released(day), std::nullopt, false, false});
    }
    start();
  }

  void run() {
    while (now_ < at(year_ends)) {
      run_due();
      auto next = scheduler_->wake(now_);
      for (const auto& [job, run] : runs_) {
        if (!next || run.ends < *next) next = run.ends;
      }
      ASSERT_TRUE(next);
      ASSERT_LE(++steps_, 2'000'000);
      // A restart comes at any time: half of them as a kill.
      if (chance(2000)) restart(minutes(static_cast<int>(random_() % 180)));
      if (!was_down_ && now_ >= at("2026-07-06T11:17:00Z")) {
        was_down_ = true;
        restart(hours(24 * 7));
      }
      if (*next > now_) {
        now_ = *next;
        idle_turns_ = 0;
      } else {
        ASSERT_LT(++idle_turns_, 50) << "wake() points to now, and nothing comes of it: " << core::to_text(now_);
      }
    }
  }

  void check_slots() {
    for (const auto& rule : rules_) {
      if (!rule.schedule) continue;
      const auto& job = rule.policy.job;
      std::set<std::int64_t> waiting;
      const auto& memory = scheduler_->memory().at(job);
      for (const auto& slot : memory.waiting) waiting.insert(slot.at.micros);
      auto slot = rule.schedule->next_after(at(year_begins));
      std::int64_t count = 0;
      for (; slot && *slot <= memory.accounted; slot = rule.schedule->next_after(*slot)) {
        ++count;
        const int reported = reported_[job].contains(slot->micros) ? reported_[job].at(slot->micros) : 0;
        ASSERT_EQ(reported, waiting.contains(slot->micros) ? 0 : 1) << job << " " << core::to_text(*slot);
        ASSERT_EQ(served_[job].contains(slot->micros) ? 1 : 0, begun_[job].contains(slot->micros) ? 1 : 0);
      }
      EXPECT_GT(count, 11) << job;
      EXPECT_LT(memory.accounted, at("2027-01-02T00:00:00Z"));
      EXPECT_GT(memory.accounted, at("2026-12-30T00:00:00Z").plus(-hours(24))) << job;
    }
    EXPECT_GT(skipped_[SkipReason::superseded], 0);
    EXPECT_GT(skipped_[SkipReason::missed], 0);
    EXPECT_GT(skipped_[SkipReason::running], 0);
    EXPECT_GT(caught_up_, 0);
    // `all`: none is lost, whatever is down; the first is December's, due at the first start.
    EXPECT_EQ(begun_["month"].size(), 13U);
  }

  void check_publications() {
    int on_day = 0;
    int late = 0;
    for (const auto& publication : publications_) {
      if (core::end_of_swedish_day(publication.day) >= at(year_ends)) continue;
      const bool pulled_on_day = publication.pulled && core::swedish_day(*publication.pulled) == publication.day;
      ASSERT_EQ(publication.reported_late, publication.queried_since) << core::to_text(publication.day);
      if (pulled_on_day) {
        ASSERT_FALSE(publication.reported_late) << core::to_text(publication.day);
      }
      on_day += pulled_on_day ? 1 : 0;
      late += publication.reported_late ? 1 : 0;
      // What came is pulled within two days, unless the daemon was down.
      const bool came = publication.released.plus(hours(24 * 9)) < at(year_ends);
      if (came) {
        ASSERT_TRUE(publication.pulled) << core::to_text(publication.day);
        EXPECT_LE(publication.pulled->micros, publication.released.plus(hours(24 * 9)).micros);
      }
    }
    EXPECT_GT(on_day, 60);
    EXPECT_GT(late, 3);
  }

  [[nodiscard]] std::int64_t runs() const { return count_; }

 private:
  struct Run {
    core::Instant began;
    core::Instant ends;
    RunEnd how;
  };

  bool chance(unsigned one_in) { return random_() % one_in == 0; }

  core::Instant released(core::Day day) {
    const auto midnight = core::end_of_swedish_day({day.days - 1});
    if (chance(25)) return at("2030-01-01T00:00:00Z");
    const auto hour = midnight.plus(hours(6) + minutes(random_() % 720));
    return chance(8) ? hour.plus(hours(24 * (1 + random_() % 10))) : hour;
  }

  void start() {
    scheduler_ = std::make_unique<Scheduler>(
        [this](const std::string& job, const AccountedSlots& slots) { account(job, slots); });
    if (!kept_.empty()) scheduler_->restore(parse_schedule_memory(kept_).value());
    scheduler_->configure(rules_, parallel, {}, now_);
    runs_.clear();
    tell_awaited();
  }

  void restart(microseconds away) {
    // What runs is cut off; on disk is what was kept before each run began.
    kept_ = to_text(scheduler_->memory());
    for (const auto& [job, run] : runs_) cut_off_.insert(job);
    now_ = now_.plus(away);
    start();
  }

  void account(const std::string& job, const AccountedSlots& slots) {
    const auto rule = std::ranges::find(rules_, job, [](const JobRule& r) { return r.policy.job; });
    auto slot = std::optional(slots.first);
    for (std::int64_t i = 0; i < slots.count; ++i, slot = rule->schedule->next_after(*slot)) {
      ++reported_[job][slot->micros];
      if (slots.outcome != Outcome::skipped) served_[job].insert(slot->micros);
    }
    if (slots.outcome == Outcome::skipped) skipped_[slots.reason] += slots.count;
    if (slots.outcome == Outcome::caught_up) ++caught_up_;
  }

  void tell_awaited() {
    std::vector<AwaitedDay> awaited;
    for (const auto& publication : publications_) {
      if (!publication.pulled) awaited.push_back({publication.day, 1, {core::to_text(publication.day)}});
    }
    scheduler_->await("kolada", std::move(awaited));
  }

  void end_runs() {
    for (auto run = runs_.begin(); run != runs_.end();) {
      if (run->second.ends > now_) {
        ++run;
        continue;
      }
      const auto job = run->first;
      if (job == "kolada" && run->second.how == RunEnd::committed) {
        for (auto& publication : publications_) {
          if (publication.pulled) continue;
          if (publication.released <= run->second.began)
            publication.pulled = run->second.ends;
          else if (run->second.began >= core::end_of_swedish_day(publication.day))
            publication.queried_since = true;
        }
        tell_awaited();
      }
      scheduler_->ended(job, run->second.how, "source.down", now_);
      run = runs_.erase(run);
    }
  }

  void run_due() {
    end_runs();
    for (const auto& begin : scheduler_->due(now_)) {
      ASSERT_FALSE(runs_.contains(begin.job)) << begin.job;
      if (begin.cause == Cause::slot) {
        ASSERT_TRUE(begun_[begin.job].insert(begin.slot->micros).second);
      }
      if (cut_off_.erase(begin.job) > 0) {
        ASSERT_EQ(name_of(begin.cause), "interrupted") << begin.job;
      }
      const auto length = begin.job == "overrun" && chance(3) ? hours(14) : hours(0);
      runs_[begin.job] = {now_, now_.plus(length + minutes(1 + random_() % 4)),
                          chance(30) ? RunEnd::failed : RunEnd::committed};
      ++count_;
    }
    ASSERT_LE(runs_.size(), static_cast<std::size_t>(parallel));
    for (const auto& late : scheduler_->late(now_)) {
      for (const auto& title : late.awaited) {
        for (auto& publication : publications_) {
          if (core::to_text(publication.day) == title) publication.reported_late = true;
        }
      }
    }
  }

  const std::vector<JobRule> rules_ = rules();
  std::mt19937 random_;
  core::Instant now_ = at(year_begins);
  std::unique_ptr<Scheduler> scheduler_;
  std::string kept_;
  std::vector<Publication> publications_;
  std::map<std::string, Run> runs_;
  std::set<std::string> cut_off_;
  std::map<std::string, std::map<std::int64_t, int>> reported_;
  std::map<std::string, std::set<std::int64_t>> served_;
  std::map<std::string, std::set<std::int64_t>> begun_;
  std::map<SkipReason, std::int64_t> skipped_;
  std::int64_t caught_up_ = 0;
  std::int64_t count_ = 0;
  int steps_ = 0;
  int idle_turns_ = 0;
  bool was_down_ = false;
};

class ScheduleYear : public testing::TestWithParam<unsigned> {};

TEST_P(ScheduleYear, EverySlotIsAccountedForAndEveryPublicationPulledLateOrNotChecked) {
  Year year(GetParam());
  ASSERT_NO_FATAL_FAILURE(year.run());
  ASSERT_NO_FATAL_FAILURE(year.check_slots());
  ASSERT_NO_FATAL_FAILURE(year.check_publications());
  EXPECT_GT(year.runs(), 20'000);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScheduleYear, testing::Range(1U, 1U + SLUSS_SEEDS));

}  // namespace
}  // namespace sluss::daemon::schedule
