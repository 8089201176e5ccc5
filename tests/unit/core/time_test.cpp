#include <gtest/gtest.h>

#include "core/duration.h"
#include "core/time.h"

namespace sluss::core {
namespace {

using namespace std::chrono_literals;

Instant at(std::string_view text) {
  return parse_instant(text).value();
}
Day day(std::string_view text) {
  return parse_day(text).value();
}

TEST(Day, IsReadAndWritten) {
  EXPECT_EQ(day("1970-01-01").days, 0);
  EXPECT_EQ(day("1969-12-31").days, -1);
  for (const std::string_view text : {"2026-03-31", "2024-02-29", "1600-02-29", "0001-01-01", "9999-12-31"}) {
    EXPECT_EQ(to_text(day(text)), text);
  }
  EXPECT_EQ(day_of(2026, 3, 31), day("2026-03-31"));
  EXPECT_EQ(year_of(day("2025-12-31")), 2025);
  for (const std::string_view bad : {"", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
                                     "2026-1-01", "2026/01/01", "20260101", "2026-01-01 ", "2026-01-0x"}) {
    ASSERT_FALSE(parse_day(bad)) << bad;
    EXPECT_EQ(parse_day(bad).error().code, "day.invalid");
  }
}

TEST(IsoWeek, BelongsToTheYearOfItsThursday) {
  struct Case {
    std::string_view day;
    IsoWeek week;
    std::string_view monday;
  };
  const Case cases[] = {{"2026-06-10", {2026, 24}, "2026-06-08"}, {"2026-06-05", {2026, 23}, "2026-06-01"},
                        {"2026-03-31", {2026, 14}, "2026-03-30"}, {"2025-09-30", {2025, 40}, "2025-09-29"},
                        {"2026-01-01", {2026, 1}, "2025-12-29"},  {"2025-12-29", {2026, 1}, "2025-12-29"},
                        {"2021-01-03", {2020, 53}, "2020-12-28"}, {"2027-01-01", {2026, 53}, "2026-12-28"},
                        {"2023-01-01", {2022, 52}, "2022-12-26"}, {"1969-12-31", {1970, 1}, "1969-12-29"}};
  for (const auto& c : cases) {
    EXPECT_EQ(iso_week(day(c.day)), c.week) << c.day;
    EXPECT_EQ(to_text(monday_of(c.week)), c.monday) << c.day;
  }
}

TEST(Instant, IsReadAndWritten) {
  struct Case {
    std::string_view read;
    std::string_view written;
  };
  const Case cases[] = {{"2026-03-31T12:00:00Z", "2026-03-31T12:00:00Z"},
                        {"2026-03-31T14:00:00+02:00", "2026-03-31T12:00:00Z"},
                        {"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"},
                        {"2026-03-31T08:30:00-03:30", "2026-03-31T12:00:00Z"},
                        {"2026-03-31t12:00:00z", "2026-03-31T12:00:00Z"},
                        {"2026-03-31T12:00:00.5Z", "2026-03-31T12:00:00.500000Z"},
                        {"2026-03-31T12:00:00.000001Z", "2026-03-31T12:00:00.000001Z"},
                        {"2026-03-31T12:00:00.1234567Z", "2026-03-31T12:00:00.123456Z"},
                        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"}};
  for (const auto& c : cases) EXPECT_EQ(to_text(at(c.read)), c.written) << c.read;
  EXPECT_EQ(compact_text(at("2026-03-31T12:00:00Z")), "20260331T120000Z");
  EXPECT_EQ(compact_text(at("1969-12-31T23:59:59.999999Z")), "19691231T235959Z");
  for (const std::string_view bad :
       {"", "2026-03-31", "2026-03-31T12:00:00", "2026-03-31T12:00Z", "2026-02-30T12:00:00Z", "2026-03-31T24:00:00Z",
        "2026-03-31T12:60:00Z", "2026-03-31T12:00:60Z", "2026-03-31T12:00:00.Z", "2026-03-31T12:00:00+0200",
        "2026-03-31T12:00:00+24:00", "2026-03-31T12:00:00Zx", "2026-03-31X12:00:00Z"}) {
    ASSERT_FALSE(parse_instant(bad)) << bad;
    EXPECT_EQ(parse_instant(bad).error().code, "time.invalid");
  }
}

TEST(SwedishDay, TurnsAtSwedishMidnight) {
  struct Case {
    std::string_view instant;
    std::string_view day;
    std::string_view text;
  };
  const Case cases[] = {{"2026-01-31T22:59:59Z", "2026-01-31", "2026-01-31 23:59"},
                        {"2026-01-31T23:00:00Z", "2026-02-01", "2026-02-01 00:00"},
                        {"2026-06-30T21:59:59Z", "2026-06-30", "2026-06-30 23:59"},
                        {"2026-06-30T22:00:00Z", "2026-07-01", "2026-07-01 00:00"},
                        {"2026-03-29T00:59:59Z", "2026-03-29", "2026-03-29 01:59"},  // the gap
                        {"2026-03-29T01:00:00Z", "2026-03-29", "2026-03-29 03:00"},
                        {"2026-10-25T00:30:00Z", "2026-10-25", "2026-10-25 02:30"},  // the hour that comes twice
                        {"2026-10-25T01:30:00Z", "2026-10-25", "2026-10-25 02:30"}};
  for (const auto& c : cases) {
    EXPECT_EQ(to_text(swedish_day(at(c.instant))), c.day) << c.instant;
    EXPECT_EQ(swedish_text(at(c.instant)), c.text) << c.instant;
  }
}

TEST(SwedishDay, AShownTimeHasItsZone) {
  struct Case {
    std::string_view instant;
    std::string_view shown;
  };
  const Case cases[] = {{"2026-01-31T22:59:59Z", "2026-01-31 23:59 CET"},
                        {"2026-07-01T12:00:59.999999Z", "2026-07-01 14:00 CEST"},
                        {"2026-03-29T00:59:59Z", "2026-03-29 01:59 CET"},  // the gap
                        {"2026-03-29T01:00:00Z", "2026-03-29 03:00 CEST"},
                        {"2026-10-25T00:30:00Z", "2026-10-25 02:30 CEST"},  // the hour that comes twice
                        {"2026-10-25T01:30:00Z", "2026-10-25 02:30 CET"}};
  for (const auto& c : cases) EXPECT_EQ(shown_time(at(c.instant)), c.shown) << c.instant;
}

TEST(SwedishDay, EndsAtTheNextMidnight) {
  struct Case {
    std::string_view day;
    std::string_view end;
  };
  const Case cases[] = {{"2026-01-31", "2026-01-31T23:00:00Z"},
                        {"2026-03-28", "2026-03-28T23:00:00Z"},
                        {"2026-03-29", "2026-03-29T22:00:00Z"},  // twenty-three hours long
                        {"2026-06-30", "2026-06-30T22:00:00Z"},
                        {"2026-10-25", "2026-10-25T23:00:00Z"}};  // twenty-five hours long
  for (const auto& c : cases) {
    const auto end = end_of_swedish_day(day(c.day));
    EXPECT_EQ(to_text(end), c.end);
    EXPECT_EQ(swedish_day(end.plus(-1us)), day(c.day));
    EXPECT_EQ(swedish_day(end).days, day(c.day).days + 1);
  }
}

TEST(Duration, IsReadInParts) {
  struct Case {
    std::string_view text;
    std::chrono::milliseconds value;
    std::string_view written;
  };
  const Case cases[] = {{"30d", 720h, "30d"},           {"12h", 12h, "12h"},       {"90s", 90s, "1min 30s"},
                        {"10min", 10min, "10min"},      {"250ms", 250ms, "250ms"}, {"1h 30min", 90min, "1h 30min"},
                        {"1h30min", 90min, "1h 30min"}, {" 5s ", 5s, "5s"},        {"0s", 0s, "0s"}};
  for (const auto& c : cases) {
    const auto duration = parse_duration(c.text);
    ASSERT_TRUE(duration) << c.text;
    EXPECT_EQ(*duration, c.value) << c.text;
    EXPECT_EQ(to_text(*duration), c.written);
  }
  for (const std::string_view bad : {"", " ", "30", "30 s", "s", "-5s", "1.5h", "5m", "5S", "1h 30", "5 minutes",
                                     "99999999999999999999d", "999999999999d 999999999999d"}) {
    ASSERT_FALSE(parse_duration(bad)) << bad;
    EXPECT_EQ(parse_duration(bad).error().code, "duration.invalid");
  }
}

TEST(Clock, TheFixedOneStandsStill) {
  FixedClock clock(at("2026-03-31T12:00:00Z"));
  EXPECT_EQ(clock.now(), clock.now());
  clock.set(clock.now().plus(1s));
  EXPECT_EQ(to_text(clock.now()), "2026-03-31T12:00:01Z");
  EXPECT_GT(SystemClock().now(), at("2024-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace sluss::core
