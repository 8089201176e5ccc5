// Ten years around every change of the clocks in Stockholm, London and New York. What is expected is worked out minute
// by minute with the C library's localtime, which shares no code with the schedules. With $SLUSS_WHOLE (`./dev verify`)
// each quarter of a day is tried around each change, else around every third: in spring and in autumn.

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "daemon/serve/schedule/calendar.h"
#include "tests/tools/whole.h"

namespace sluss::daemon::schedule {
namespace {

constexpr std::time_t minute = 60;
constexpr std::time_t an_hour = 60 * minute;
constexpr std::time_t day = 86400;
constexpr std::time_t sweep_begin = 1767225600;              // 2026-01-01
constexpr std::time_t sweep_end = sweep_begin + 3652 * day;  // 2036-01-01

using Slots = std::set<std::time_t>;

std::tm local_time(std::time_t instant) {
  std::tm local{};
  ::localtime_r(&instant, &local);
  return local;
}

core::Instant core_instant(std::time_t instant) {
  return {static_cast<std::int64_t>(instant) * 1000000};
}

/// The first instant with another offset.
std::vector<std::time_t> clock_changes() {
  std::vector<std::time_t> changes;
  for (auto t = sweep_begin; t < sweep_end; t += 15 * minute) {
    if (local_time(t).tm_gmtoff != local_time(t - 15 * minute).tm_gmtoff) changes.push_back(t);
  }
  return changes;
}

/// Year, day of the year, hour, minute.
using WallTime = std::tuple<int, int, int, int>;

/// The days around one change: every wall-clock minute, and the instants that have it.
struct Days {
  std::time_t change;
  std::map<WallTime, std::vector<std::time_t>> instants;
  std::map<WallTime, int> weekdays;  ///< 0 is Sunday
};

Days days_around(std::time_t change) {
  Days days{change, {}, {}};
  for (auto t = change - 5 * day; t < change + 5 * day; t += minute) {
    const auto local = local_time(t);
    days.instants[{local.tm_year, local.tm_yday, local.tm_hour, local.tm_min}].push_back(t);
  }
  // Whole days only; the minutes that do not exist are days' minutes too.
  for (auto t = change - 3 * day; t <= change + 3 * day; t += day) {
    const auto local = local_time(t);
    for (int i = 0; i < 24 * 60; ++i) days.weekdays[{local.tm_year, local.tm_yday, i / 60, i % 60}] = local.tm_wday;
  }
  return days;
}

struct Expected {
  std::string text;
  std::function<bool(int weekday, int hour, int minute)> holds;
  std::function<bool(int hour)> both_passes = [](int) { return false; };
};

Slots expected_slots(const Days& days, const Expected& expression) {
  Slots slots;
  for (const auto& [wall, weekday] : days.weekdays) {
    const auto [year, yday, hour, min] = wall;
    if (!expression.holds(weekday, hour, min)) continue;
    const auto found = days.instants.find(wall);
    if (found == days.instants.end()) {
      slots.insert(days.change);  // in the gap: just after it
      continue;
    }
    slots.insert(found->second.front());
    if (expression.both_passes(hour)) slots.insert(found->second.begin(), found->second.end());
  }
  return slots;
}

bool always(int) {
  return true;
}

constexpr std::size_t always_tried = 14;  ///< of the expressions, before the quarters of a day

std::vector<Expected> expressions() {
  std::vector<Expected> all = {
      {"*:0/15", [](int, int, int m) { return m % 15 == 0; }, always},
      {"*:0/30", [](int, int, int m) { return m % 30 == 0; }, always},
      {"*:7/20", [](int, int, int m) { return m % 20 == 7; }, always},
      {"*:*", [](int, int, int) { return true; }, always},
      {"hourly", [](int, int, int m) { return m == 0; }, always},
      {"Sun *:30", [](int w, int, int m) { return w == 0 && m == 30; }, always},
      {"0/2:30", [](int, int h, int m) { return h % 2 == 0 && m == 30; }},
      {"1/2:05", [](int, int h, int m) { return h % 2 == 1 && m == 5; }},
      {"2:0/20", [](int, int h, int m) { return h == 2 && m % 20 == 0; }},
      {"1:0/20", [](int, int h, int m) { return h == 1 && m % 20 == 0; }},
      {"0..3:0/20", [](int, int h, int m) { return h <= 3 && m % 20 == 0; }, [](int h) { return h == 1 || h == 2; }},
      {"1,2:10,50", [](int, int h, int m) { return (h == 1 || h == 2) && (m == 10 || m == 50); }},
      {"Sun 2:30", [](int w, int h, int m) { return w == 0 && h == 2 && m == 30; }},
      {"Mon..Fri 06:15", [](int w, int h, int m) { return w >= 1 && w <= 5 && h == 6 && m == 15; }},
  };
  for (int quarter = 0; quarter < 96; ++quarter) {
    const int hour = quarter / 4;
    const int min = quarter % 4 * 15;
    all.push_back({std::to_string(hour) + ":" + std::to_string(min),
                   [hour, min](int, int h, int m) { return h == hour && m == min; }});
  }
  return all;
}

class ClockChange : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    ::setenv("TZ", GetParam(), 1);
    ::tzset();
  }
  void TearDown() override {
    ::unsetenv("TZ");
    ::tzset();
  }
};

/// The slots found from `begin` on, one after the other.
Slots found_slots(const Calendar& calendar, std::time_t begin, std::time_t end) {
  Slots slots;
  auto now = core_instant(begin - 1);
  while (true) {
    const auto next = calendar.next_after(now);
    if (!next || *next >= core_instant(end)) return slots;
    EXPECT_GT(*next, now);
    if (!(*next > now)) return slots;
    EXPECT_EQ(next->micros % 1000000, 0);
    slots.insert(static_cast<std::time_t>(next->micros / 1000000));
    now = *next;
  }
}

// No slot lost, none doubled, and next(t) > t from whatever instant.
TEST_P(ClockChange, NoSlotIsLostOrDoubled) {
  const auto changes = clock_changes();
  ASSERT_EQ(changes.size(), 20U);
  const auto all = expressions();
  ASSERT_EQ(all.size(), always_tried + 96);
  std::size_t number = 0;
  for (const auto change : changes) {
    ++number;
    const auto days = days_around(change);
    const auto begin = change - 2 * day;
    const auto end = change + 2 * day;
    for (std::size_t at = 0; at < all.size(); ++at) {
      if (at >= always_tried && (at + number) % 3 != 0 && !tests::whole()) continue;
      const auto& expression = all[at];
      const auto calendar = Calendar::parse(expression.text, GetParam());
      ASSERT_TRUE(calendar) << expression.text;
      const auto expected = expected_slots(days, expression);
      const Slots within(expected.lower_bound(begin), expected.lower_bound(end));
      ASSERT_EQ(found_slots(*calendar, begin, end), within) << expression.text << " around " << change;
      for (auto t = change - 3 * an_hour - 30; t < change + 3 * an_hour; t += 17 * minute) {
        const auto next = calendar->next_after(core_instant(t));
        const auto upper = expected.upper_bound(t);
        ASSERT_TRUE(next);
        if (upper == expected.end() || *upper >= end) continue;
        ASSERT_EQ(*next, core_instant(*upper)) << expression.text << " after " << t;
      }
    }
  }
}

// The same without wall-clock time: what runs through the hours has equal steps for ten years.
TEST_P(ClockChange, SubHourlySchedulesKeepTheirStep) {
  const auto calendar = Calendar::parse("*:0/15", GetParam());
  ASSERT_TRUE(calendar);
  auto slot = core_instant(sweep_begin);
  for (std::time_t t = sweep_begin + 15 * minute; t < sweep_end; t += 15 * minute) {
    const auto next = calendar->next_after(slot);
    ASSERT_EQ(*next, core_instant(t));
    slot = *next;
  }
}

// A daily time comes once a day, every day, for ten years.
TEST_P(ClockChange, DailySlotsComeOnceADay) {
  for (const auto* text : {"00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "23:59:59"}) {
    const auto calendar = Calendar::parse(text, GetParam());
    ASSERT_TRUE(calendar);
    int last_day = -1;
    int count = 0;
    for (const auto slot : found_slots(*calendar, sweep_begin + day, sweep_end)) {
      const auto local = local_time(slot);
      ASSERT_NE(local.tm_yday, last_day) << text << " " << slot;
      last_day = local.tm_yday;
      ++count;
    }
    EXPECT_EQ(count, 3651) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Zones, ClockChange, testing::Values("Europe/Stockholm", "Europe/London", "America/New_York"),
                         [](const auto& zone) {
                           std::string name = zone.param;
                           std::erase_if(name, [](char c) { return c == '/' || c == '_'; });
                           return name;
                         });

}  // namespace
}  // namespace sluss::daemon::schedule
