#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "daemon/serve/schedule/calendar.h"

namespace sluss::daemon::schedule {
namespace {

struct Case {
  std::string_view text;
  std::int64_t column;
  std::string_view what;  ///< a part of it
  std::string_view remedy;
};

TEST(CalendarErrors, EachSaysWhereAndHowToMend) {
  for (const auto& [text, column, what, remedy] :
       std::vector<Case>{{"", 1, "empty", "Mon..Fri 06:15"},
                         {"   ", 1, "empty", "last-workday"},
                         {"Mon..Fri 25:00", 10, "25 is not an hour", "from 0 to 23"},
                         {"Mon..Fri 06:60", 13, "60 is not a minute", "from 0 to 59"},
                         {"06:00,18:00", 9, "look like two times of day", "6,18:00"},
                         {"06:15:61", 7, "61 is not a second", "from 0 to 59"},
                         {"06:15:30.5", 9, "parts of a second", "whole seconds"},
                         {"Fri..Mon 06:00", 1, "goes backwards", "Fri..Sun,Mon"},
                         {"22..04:00", 1, "22..4 goes backwards", "22..23,0..4"},
                         {"*:*/15", 4, "first value", "0/15 for */15"},
                         {"*:0/0", 5, "0 is not a repetition", "from 1 to 59"},
                         {"*-13-01", 3, "13 is not a month", "from 1 to 12"},
                         {"*-*-32", 5, "32 is not a day", "from 1 to 31"},
                         {"*-*~29", 5, "29 is not a day from the month's end", "from 1 to 28"},
                         {"2300-01-01", 1, "2300 is not a year", "1970 to 2199"},
                         {"99999-01-01", 1, "is not a year", "1970 to 2199"},
                         {"*-*- 06:00", 5, "nothing is not a day", "a number from 1 to 31"},
                         {"*-*-*-* 06:00", 6, "cannot follow a date", "Write"},
                         {"Mon 6", 5, "neither a date, a time of day nor a time zone", "06:00"},
                         {"06:00 Mon", 7, "not a time zone", "Europe/Stockholm"},
                         {"06:00 Europe/Stokholm", 7, "not a time zone", "Europe/Stockholm"},
                         {"06:00 Europe/Stockholm UTC", 7, "neither", "order"},
                         {"Måndag 06:00", 1, "not a weekday", "Did you mean Mon? Write Mon, Tue"},
                         {"tis,tors 06:00", 1, "not a weekday", "Did you mean Tue?"},
                         {"15 6 * * 1-5", 1, "cron's form", "\"Mon..Fri 06:15\""},
                         {"0 18 * * *", 1, "cron's form", "Write \"18:00\""},
                         {"5 6 * * 0", 1, "cron's form", "\"Sun 06:05\""},
                         {"*/5 * * * *", 1, "cron's form", "Mon..Fri 06:15"},
                         {"Mon+Tue 06:00", 4, "cannot follow a weekday", "Mon,Thu"},
                         {"@1780000000", 1, "neither", "order"},
                         {"daily 06:00", 7, "only a time zone can follow daily", "*-*-* 00:00:00"},
                         {"workday 06:00", 1, "not a rule for working days", "workday<=15"},
                         {"workday<= 15 06:00", 10, "without a space", "workday<=15 06:00"},
                         {"workday<=32 06:00", 10, "32 is not a day", "from 1 to 31"},
                         {"last-workday *-03-* 06:00", 14, "its date already", "workday<=*-03~01"}}) {
    const auto parsed = Calendar::parse(text);
    ASSERT_FALSE(parsed) << text;
    const auto& error = parsed.error();
    EXPECT_EQ(error.code, "schedule.calendar");
    EXPECT_EQ(error.error_class, core::ErrorClass::config);
    EXPECT_EQ(error.place.column, column) << text << ": " << core::describe(error);
    EXPECT_THAT(error.what, testing::HasSubstr(what)) << text;
    EXPECT_THAT(error.remedy, testing::HasSubstr(remedy)) << text;
  }
}

TEST(CalendarErrors, AnUnknownDefaultZoneIsReported) {
  const auto parsed = Calendar::parse("06:00", "Europe/Nowhere");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().what, testing::HasSubstr("Europe/Nowhere"));
}

TEST(CalendarErrors, NoTextIsTooLongOrTooOdd) {
  EXPECT_FALSE(Calendar::parse(std::string(100000, '1')));
  EXPECT_FALSE(Calendar::parse(std::string(100000, ' ')));
  EXPECT_FALSE(Calendar::parse("Mon " + std::string(600, '~')));
  // Every beginning of a right one, and every one with a character changed: an answer and no more.
  const std::string right = "Mon..Fri,Sun *-01..12/2-1,15~3 06..18/2:0/15:30 Europe/Stockholm";
  for (std::size_t i = 0; i < right.size(); ++i) {
    std::ignore = Calendar::parse(right.substr(0, i));
    for (const char c : {'\0', '~', '-', '.', '/', ',', ':', '*', '9', ' ', '\xff'}) {
      auto changed = right;
      changed[i] = c;
      std::ignore = Calendar::parse(changed);
    }
  }
}

}  // namespace
}  // namespace sluss::daemon::schedule
