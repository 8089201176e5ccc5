#include "daemon/serve/schedule/holidays.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace sluss::daemon::schedule {
namespace {

core::Day day(std::string_view text) {
  return *core::parse_day(text);
}

std::string named(int year, std::string_view name) {
  for (const auto& holiday : holidays_of(year)) {
    if (holiday.name == name) return core::to_text(holiday.day);
  }
  return "none";
}

// As the almanacs of these years have them.
TEST(Holidays, MovableDaysOfKnownYears) {
  struct Year {
    int year;
    std::string_view easter, ascension, whitsun, midsummer_eve, all_saints;
  };
  for (const auto& [year, easter, ascension, whitsun, midsummer_eve, all_saints] :
       std::vector<Year>{{2024, "2024-03-31", "2024-05-09", "2024-05-19", "2024-06-21", "2024-11-02"},
                         {2025, "2025-04-20", "2025-05-29", "2025-06-08", "2025-06-20", "2025-11-01"},
                         {2026, "2026-04-05", "2026-05-14", "2026-05-24", "2026-06-19", "2026-10-31"},
                         {2027, "2027-03-28", "2027-05-06", "2027-05-16", "2027-06-25", "2027-11-06"},
                         {2028, "2028-04-16", "2028-05-25", "2028-06-04", "2028-06-23", "2028-11-04"},
                         {2029, "2029-04-01", "2029-05-10", "2029-05-20", "2029-06-22", "2029-11-03"},
                         {2030, "2030-04-21", "2030-05-30", "2030-06-09", "2030-06-21", "2030-11-02"}}) {
    EXPECT_EQ(named(year, "påskdagen"), easter);
    EXPECT_EQ(named(year, "Kristi himmelsfärds dag"), ascension);
    EXPECT_EQ(named(year, "pingstdagen"), whitsun);
    EXPECT_EQ(named(year, "midsommarafton"), midsummer_eve);
    EXPECT_EQ(named(year, "alla helgons dag"), all_saints);
  }
}

TEST(Holidays, EasterAtItsLimits) {
  EXPECT_EQ(core::to_text(easter_sunday(1818)), "1818-03-22");  // the earliest there is
  EXPECT_EQ(core::to_text(easter_sunday(1943)), "1943-04-25");  // the latest
  EXPECT_EQ(core::to_text(easter_sunday(2000)), "2000-04-23");
  EXPECT_EQ(core::to_text(easter_sunday(2008)), "2008-03-23");
  EXPECT_EQ(core::to_text(easter_sunday(2038)), "2038-04-25");
}

TEST(Holidays, TheWholeOf2026) {
  std::string list;
  for (const auto& holiday : holidays_of(2026)) {
    list += core::to_text(holiday.day) + " " + std::string(holiday.name);
    list += holiday.kind == HolidayKind::eve ? " (eve)\n" : "\n";
  }
  EXPECT_EQ(list,
            "2026-01-01 nyårsdagen\n2026-01-06 trettondedag jul\n2026-04-03 långfredagen\n2026-04-05 påskdagen\n"
            "2026-04-06 annandag påsk\n2026-05-01 första maj\n2026-05-14 Kristi himmelsfärds dag\n"
            "2026-05-24 pingstdagen\n2026-06-06 nationaldagen\n2026-06-19 midsommarafton (eve)\n"
            "2026-06-20 midsommardagen\n2026-10-31 alla helgons dag\n2026-12-24 julafton (eve)\n"
            "2026-12-25 juldagen\n2026-12-26 annandag jul\n2026-12-31 nyårsafton (eve)\n");
}

// Lag (2004:1320): from 2005 the National Day is a holiday and Whit Monday is not.
TEST(Holidays, TheNationalDayTookWhitMondaysPlace) {
  EXPECT_EQ(named(2004, "annandag pingst"), "2004-05-31");
  EXPECT_EQ(named(2004, "nationaldagen"), "none");
  EXPECT_EQ(named(2005, "annandag pingst"), "none");
  EXPECT_EQ(named(2005, "nationaldagen"), "2005-06-06");
}

TEST(Holidays, WorkingDays) {
  for (const auto* text : {"2026-01-01", "2026-01-03", "2026-01-04", "2026-06-19", "2026-12-24", "2026-12-31"})
    EXPECT_FALSE(is_working_day(day(text))) << text;
  // Days before a holiday on which many offices close early are working days by law.
  for (const auto* text : {"2026-01-02", "2026-01-05", "2026-04-02", "2026-04-30", "2026-05-15", "2026-12-23"})
    EXPECT_TRUE(is_working_day(day(text))) << text;
  EXPECT_EQ(core::to_text(working_day_on_or_before(day("2026-12-27"))), "2026-12-23");
  EXPECT_EQ(core::to_text(working_day_on_or_after(day("2026-04-03"))), "2026-04-07");
  EXPECT_EQ(core::to_text(working_day_on_or_after(day("2026-12-24"))), "2026-12-28");
  // Two names on one day.
  EXPECT_EQ(holiday_on(day("2008-05-01"))->name, "första maj");
}

// The Swedish calendar's number of working days Monday to Friday, holidays and the three eves taken out.
TEST(Holidays, WorkingDaysOfAYear) {
  const auto count = [](int year) {
    int days = 0;
    for (auto d = core::day_of(year, 1, 1); core::year_of(d) == year; ++d.days) days += is_working_day(d) ? 1 : 0;
    return days;
  };
  EXPECT_EQ(count(2024), 251);
  EXPECT_EQ(count(2025), 249);
  EXPECT_EQ(count(2026), 251);
}

TEST(Holidays, LastWorkingDayOfTheMonth) {
  const auto last = [](int year, int month, int day) {
    return core::to_text(working_day_on_or_before(core::day_of(year, month, day)));
  };
  EXPECT_EQ(last(2026, 1, 31), "2026-01-30");
  EXPECT_EQ(last(2026, 2, 28), "2026-02-27");
  EXPECT_EQ(last(2024, 3, 31), "2024-03-28");  // Good Friday, then Easter
  EXPECT_EQ(last(2026, 12, 31), "2026-12-30");
  EXPECT_EQ(last(2027, 4, 30), "2027-04-30");
}

RC_GTEST_PROP(Holidays, AWorkingDayIsNeverFar, ()) {
  const core::Day any{*rc::gen::inRange<std::int32_t>(0, 84000)};
  const auto before = working_day_on_or_before(any);
  const auto after = working_day_on_or_after(any);
  RC_ASSERT(before <= any && any <= after);
  RC_ASSERT(is_working_day(before) && is_working_day(after));
  RC_ASSERT(any.days - before.days <= 5 && after.days - any.days <= 5);
  RC_ASSERT((before == any) == is_working_day(any));
}

}  // namespace
}  // namespace sluss::daemon::schedule
