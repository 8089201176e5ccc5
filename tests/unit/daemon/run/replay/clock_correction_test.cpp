#include "daemon/run/replay/clock_correction.h"

#include <gtest/gtest.h>

namespace sluss::daemon::run {
namespace {

constexpr std::int64_t hour = 3'600'000'000;

JournalRun run(std::int64_t number, std::int64_t started, std::int64_t recorded) {
  JournalRun run;
  run.kind = "run";
  run.run = {number};
  run.job = "kolada";
  run.started_at = {started};
  run.recorded_at = {recorded};
  return run;
}

std::vector<std::int64_t> right_times(const std::vector<JournalRun>& runs, std::int64_t now) {
  const auto times = times_ahead(runs, {now});
  EXPECT_TRUE(times) << (times ? "" : times.error().what);
  std::vector<std::int64_t> right;
  for (const auto& time : times.value_or(std::vector<CorrectedTime>())) right.push_back(time.right.micros);
  return right;
}

TEST(ClockCorrection, NothingLiesInTheFuture) {
  EXPECT_TRUE(right_times({}, 10 * hour).empty());
  EXPECT_TRUE(right_times({run(1, hour, hour + 5), run(2, 2 * hour, 10 * hour)}, 10 * hour).empty());
}

TEST(ClockCorrection, WhatBeganWhileTheClockWasWrongLiesJustBeforeTheRunBehindIt) {
  const auto far = 900'000 * hour;
  // 2 and 3 by the wrong clock, 4 by the right one, though it was recorded behind them.
  const std::vector runs{run(1, hour, hour + 5), run(2, far, far + 5), run(3, far + 7, far + 9),
                         run(4, 6 * hour, far + 10)};
  EXPECT_EQ(right_times(runs, 10 * hour), (std::vector<std::int64_t>{6 * hour - 2, 6 * hour - 1, 6 * hour}));
}

TEST(ClockCorrection, TheLastOneIsNow) {
  const auto far = 900'000 * hour;
  EXPECT_EQ(right_times({run(1, hour, hour + 5), run(2, far, far + 5)}, 10 * hour),
            (std::vector<std::int64_t>{10 * hour}));
}

TEST(ClockCorrection, AClockThatIsBehindCorrectsNothing) {
  const auto far = 900'000 * hour;
  const auto times = times_ahead(std::vector{run(1, hour, hour + 5), run(2, far, far + 5)}, {hour + 5});
  ASSERT_FALSE(times);
  EXPECT_EQ(times.error().code, "clock.behind");
  EXPECT_FALSE(times.error().remedy.empty());
}

TEST(ClockCorrection, TheLatestEntryCounts) {
  Corrections corrections;
  warehouse::journal::Entry entry;
  entry.kind = clock_correction_kind;
  entry.body = R"({"runs":[{"run":2,"told":900,"recorded_at":50},{"run":3,"told":901,"recorded_at":60}]})";
  ASSERT_TRUE(add_correction(entry, corrections));
  entry.body = R"({"runs":[{"run":3,"told":60,"recorded_at":55}]})";
  ASSERT_TRUE(add_correction(entry, corrections));
  auto second = run(2, 40, 900);
  correct(second, corrections);
  EXPECT_EQ(second.recorded_at.micros, 50);
  EXPECT_EQ(second.started_at.micros, 40) << "it began before";
  auto third = run(3, 800, 901);
  correct(third, corrections);
  EXPECT_EQ(third.recorded_at.micros, 55);
  EXPECT_EQ(third.started_at.micros, 55);
  auto other = run(4, 1, 2);
  correct(other, corrections);
  EXPECT_EQ(other.recorded_at.micros, 2);
  entry.body = R"({"runs":[{"run":3}]})";
  EXPECT_EQ(add_correction(entry, corrections).error().code, "journal.broken");
}

}  // namespace
}  // namespace sluss::daemon::run
