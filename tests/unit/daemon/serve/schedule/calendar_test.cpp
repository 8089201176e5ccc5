#include "daemon/serve/schedule/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace sluss::daemon::schedule {
namespace {

using Texts = std::vector<std::string>;

core::Instant at(std::string_view text) {
  return *core::parse_instant(text);
}

Calendar calendar(std::string_view text, std::string_view zone = swedish_zone) {
  auto parsed = Calendar::parse(text, zone);
  EXPECT_TRUE(parsed) << text << ": " << core::describe(parsed.error());
  return *std::move(parsed);
}

Texts next(const Calendar& calendar, std::string_view after, std::size_t count) {
  Texts slots;
  auto slot = calendar.next_after(at(after));
  for (; slot && slots.size() < count; slot = calendar.next_after(*slot)) slots.push_back(core::to_text(*slot));
  if (!slot && slots.size() < count) slots.emplace_back("never");
  return slots;
}

struct Case {
  std::string_view text;
  std::string_view after;
  Texts slots;
};

void expect_slots(const std::vector<Case>& cases, std::string_view zone) {
  for (const auto& [text, after, slots] : cases)
    EXPECT_EQ(next(calendar(text, zone), after, slots.size()), slots) << text << " after " << after;
}

TEST(Calendar, DatesAndTimes) {
  const std::string_view new_year = "2026-01-01T00:00:00Z";  // a Thursday
  expect_slots(
      {{"Mon..Fri 06:15", new_year, {"2026-01-01T06:15:00Z", "2026-01-02T06:15:00Z", "2026-01-05T06:15:00Z"}},
       {"Sat,Sun 12:00", new_year, {"2026-01-03T12:00:00Z", "2026-01-04T12:00:00Z", "2026-01-10T12:00:00Z"}},
       {"wednesday, 17:48", new_year, {"2026-01-07T17:48:00Z", "2026-01-14T17:48:00Z"}},
       {"Mon", new_year, {"2026-01-05T00:00:00Z"}},
       {"*-*-01 05:00", new_year, {"2026-01-01T05:00:00Z", "2026-02-01T05:00:00Z"}},
       {"12-24 15:00", new_year, {"2026-12-24T15:00:00Z", "2027-12-24T15:00:00Z"}},
       {"2026-03-05T06:00:30", new_year, {"2026-03-05T06:00:30Z", "never"}},
       {"26-3-5 6:0", new_year, {"2026-03-05T06:00:00Z", "never"}},
       {"2027..2029-1-1", new_year, {"2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "never"}},
       {"*:0/15", new_year, {"2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z", "2026-01-01T00:45:00Z"}},
       {"8..16/4:30:10,20", new_year, {"2026-01-01T08:30:10Z", "2026-01-01T08:30:20Z", "2026-01-01T12:30:10Z"}},
       {"*:*:0/40", new_year, {"2026-01-01T00:00:40Z", "2026-01-01T00:01:00Z"}},
       {"*-1/3-1", new_year, {"2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z"}},
       {"*-*~01 06:00", new_year, {"2026-01-31T06:00:00Z", "2026-02-28T06:00:00Z", "2026-03-31T06:00:00Z"}},
       {"*-02~1", "2027-03-01T00:00:00Z", {"2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z"}},
       {"Mon *-*~07/1", new_year, {"2026-01-26T00:00:00Z", "2026-02-23T00:00:00Z", "2026-03-30T00:00:00Z"}},
       {"*-*~1..7/2", "2026-01-24T00:00:00Z", {"2026-01-25T00:00:00Z", "2026-01-27T00:00:00Z"}},
       // systemd 252 loses 4 January: it counts on from December.
       {"*-*-4/17", "2026-12-21T00:00:00Z", {"2027-01-04T00:00:00Z", "2027-01-21T00:00:00Z", "2027-02-04T00:00:00Z"}},
       {"*-*-29", "2026-01-29T00:00:00Z", {"2026-03-29T00:00:00Z"}},
       {"02-29", "2096-03-01T00:00:00Z", {"2104-02-29T00:00:00Z"}}},
      "UTC");
}

TEST(Calendar, ShortNames) {
  const std::string_view after = "2026-05-06T07:08:09Z";  // a Wednesday
  expect_slots({{"minutely", after, {"2026-05-06T07:09:00Z"}},
                {"hourly", after, {"2026-05-06T08:00:00Z"}},
                {"Daily", after, {"2026-05-07T00:00:00Z"}},
                {"weekly", after, {"2026-05-11T00:00:00Z"}},
                {"monthly", after, {"2026-06-01T00:00:00Z"}},
                {"quarterly", after, {"2026-07-01T00:00:00Z"}},
                {"semiannually", after, {"2026-07-01T00:00:00Z"}},
                {"yearly", after, {"2027-01-01T00:00:00Z"}},
                {"annually Europe/Stockholm", after, {"2026-12-31T23:00:00Z"}}},
               "UTC");
}

TEST(Calendar, WhatCannotComeIsReported) {
  const std::string_view now = "2026-01-01T00:00:00Z";
  for (const auto* text : {"*-02-30", "02-31 06:00", "2012-*-*", "*-04,06,09,11-31", "Mon 2026-01-06",
                           "workday<=*-02-30 06:00", "workdays *-12-25"})
    EXPECT_EQ(next(calendar(text), now, 1), Texts{"never"}) << text;
}

TEST(Calendar, ZoneOfTheTextOrTheCallers) {
  EXPECT_EQ(calendar("06:00").zone(), "Europe/Stockholm");
  expect_slots({{"06:00", "2026-07-01T00:00:00Z", {"2026-07-01T04:00:00Z"}},
                {"06:00 UTC", "2026-07-01T00:00:00Z", {"2026-07-01T06:00:00Z"}},
                {"06:00 America/New_York", "2026-07-01T00:00:00Z", {"2026-07-01T10:00:00Z"}},
                {"Mon 06:00 Asia/Kolkata", "2026-07-01T00:00:00Z", {"2026-07-06T00:30:00Z"}}},
               swedish_zone);
}

// The instants of the two changes of 2026 in Sweden.
TEST(Calendar, SwedishClockChanges) {
  const std::string_view spring = "2026-03-28T23:30:00Z";
  const std::string_view autumn = "2026-10-24T23:30:00Z";
  expect_slots({{"02:30", spring, {"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
                {"02:15,45", spring, {"2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z"}},
                {"2,3:00", spring, {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"}},
                {"*:0/30", spring, {"2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"}},
                {"*:40",
                 spring,
                 {"2026-03-28T23:40:00Z", "2026-03-29T00:40:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:40:00Z"}},
                {"02:30", autumn, {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
                {"02:00/30", autumn, {"2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:00:00Z"}},
                {"hourly", autumn, {"2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"}},
                {"*:0/30",
                 autumn,
                 {"2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
                  "2026-10-25T02:00:00Z"}}},
               swedish_zone);
}

// Zones that change their clocks at midnight, by half an hour, or by a day.
TEST(Calendar, ChangesElsewhere) {
  expect_slots({{"00:30 America/Havana", "2025-03-08T12:00:00Z", {"2025-03-09T05:00:00Z", "2025-03-10T04:30:00Z"}},
                {"00:30 America/Havana", "2025-11-01T12:00:00Z", {"2025-11-02T04:30:00Z", "2025-11-03T05:30:00Z"}},
                {"01:45 Australia/Lord_Howe", "2026-04-04T00:00:00Z", {"2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"}},
                // Samoa left out 30 December 2011.
                {"06:00 Pacific/Apia",
                 "2011-12-29T12:00:00Z",
                 {"2011-12-29T16:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T16:00:00Z"}}},
               "UTC");
}

TEST(Calendar, WorkingDays) {
  const std::string_view spring = "2026-03-31T12:00:00Z";  // Good Friday is 3 April
  expect_slots({{"workdays 06:15", spring, {"2026-04-01T06:15:00Z", "2026-04-02T06:15:00Z", "2026-04-07T06:15:00Z"}},
                {"workdays *-06-* 06:00", "2026-06-04T12:00:00Z", {"2026-06-05T06:00:00Z", "2026-06-08T06:00:00Z"}},
                {"last-workday 06:00", "2026-04-01T00:00:00Z", {"2026-04-30T06:00:00Z", "2026-05-29T06:00:00Z"}},
                {"last-workday 06:00", "2026-12-01T00:00:00Z", {"2026-12-30T06:00:00Z"}},
                {"first-workday 06:00", "2026-12-02T00:00:00Z", {"2027-01-04T06:00:00Z", "2027-02-01T06:00:00Z"}},
                {"workday<=15 06:00", "2026-08-01T00:00:00Z", {"2026-08-14T06:00:00Z", "2026-09-15T06:00:00Z"}},
                {"workday>=25 06:00", "2026-12-01T00:00:00Z", {"2026-12-28T06:00:00Z", "2027-01-25T06:00:00Z"}},
                {"workday>=*-02-15 06:00", "2026-01-01T00:00:00Z", {"2026-02-16T06:00:00Z", "2027-02-15T06:00:00Z"}},
                {"workday<=*-03,06~1 06:00", "2026-01-01T00:00:00Z", {"2026-03-31T06:00:00Z", "2026-06-30T06:00:00Z"}},
                {"workday<=~3 06:00", "2026-01-01T00:00:00Z", {"2026-01-29T06:00:00Z", "2026-02-26T06:00:00Z"}},
                // Over the month's and the year's end.
                {"workday<=1 06:00", "2026-12-02T00:00:00Z", {"2026-12-30T06:00:00Z", "2027-02-01T06:00:00Z"}},
                {"workday>=31 06:00", "2026-12-02T00:00:00Z", {"2027-01-04T06:00:00Z", "2027-02-01T06:00:00Z"}},
                {"workday<=2027-01-01 06:00", "2026-12-02T00:00:00Z", {"2026-12-30T06:00:00Z", "never"}},
                // Two dates that move to one day are one slot: Saturday and Sunday.
                {"workday<=15,16 06:00", "2026-08-01T00:00:00Z", {"2026-08-14T06:00:00Z", "2026-09-15T06:00:00Z"}}},
               "UTC");
}

TEST(Calendar, ASlotAsPeopleReadIt) {
  struct Described {
    std::string_view text, slot, local;
    ClockPass pass;
    bool change;
  };
  using enum ClockPass;
  for (const auto& [text, slot, local, pass, change] :
       std::vector<Described>{{"06:15", "2026-03-02T05:15:00Z", "2026-03-02 06:15:00 CET", ordinary, false},
                              {"06:15", "2026-03-29T04:15:00Z", "2026-03-29 06:15:00 CEST", ordinary, true},
                              {"02:30", "2026-03-29T01:00:00Z", "2026-03-29 03:00:00 CEST", after_gap, true},
                              {"*:0/30", "2026-03-29T01:00:00Z", "2026-03-29 03:00:00 CEST", ordinary, true},
                              {"*:0/30", "2026-10-25T00:30:00Z", "2026-10-25 02:30:00 CEST", first_pass, true},
                              {"*:0/30", "2026-10-25T01:30:00Z", "2026-10-25 02:30:00 CET", second_pass, true},
                              {"*:0/30", "2026-10-24T23:30:00Z", "2026-10-25 01:30:00 CEST", ordinary, true},
                              {"*:0/30", "2026-10-25T02:00:00Z", "2026-10-25 03:00:00 CET", ordinary, true},
                              {"06:15", "2026-10-26T05:15:00Z", "2026-10-26 06:15:00 CET", ordinary, false}}) {
    const auto time = calendar(text).describe(at(slot));
    EXPECT_EQ(time.local, local);
    EXPECT_EQ(time.pass, pass) << slot;
    EXPECT_EQ(time.clocks_change_that_day, change) << slot;
  }
}

RC_GTEST_PROP(Calendar, NextAndLastAreEachOthersInverse, ()) {
  const auto text = *rc::gen::element<std::string>("02:30", "*:0/15", "Mon..Fri 06:15", "*-*~01 01:30", "monthly",
                                                   "workday<=15 02:00", "last-workday 06:00", "Sun 02:00/20", "02-29");
  const auto zone = *rc::gen::element<std::string>("Europe/Stockholm", "America/New_York", "Australia/Lord_Howe");
  const core::Instant instant{*rc::gen::inRange<std::int64_t>(0, std::int64_t{2000000000} * 1000000)};
  const auto schedule = calendar(text, zone);
  const auto slot = schedule.next_after(instant);
  RC_ASSERT(slot.has_value());
  RC_ASSERT(*slot > instant);
  RC_ASSERT(schedule.next_after(slot->plus(std::chrono::microseconds(-1))) == slot);
  RC_ASSERT(schedule.last_until(*slot) == slot);
  const auto before = schedule.last_until(instant);
  if (before) RC_ASSERT(*before <= instant && schedule.next_after(*before) == slot);
}

}  // namespace
}  // namespace sluss::daemon::schedule
