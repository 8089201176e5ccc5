// The one strict check of calendar and clock, whatever driver wrote the text.
#include "connectors/odbc/temporal.h"

#include <gtest/gtest.h>

#include "connectors/odbc/values.h"
#include "core/time.h"

namespace sluss::connectors::odbc {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t day = 86'400 * second;

TEST(OdbcTemporal, DaysThatExist) {
  EXPECT_EQ(parse_day("0001-01-01"), core::day_of(1, 1, 1).days);
  EXPECT_EQ(parse_day("9999-12-31"), core::day_of(9999, 12, 31).days);
  EXPECT_EQ(parse_day("2024-02-29"), core::day_of(2024, 2, 29).days);
  EXPECT_EQ(parse_day("1970-01-01"), 0);
}

TEST(OdbcTemporal, DaysThatDoNot) {
  for (const auto* text : {"", "2023-02-29", "2024-02-30", "2024-00-01", "2024-01-00", "2024-13-01", "0000-00-00",
                           "0000-12-31", "10000-01-01", "2024-1-1", "2024/01/01", "2024-01-01 ", "2024-01-01 00:00:00",
                           "infinity", "-infinity", "+024-01-01", "0044-03-15 BC"})
    EXPECT_FALSE(parse_day(text)) << text;
}

TEST(OdbcTemporal, TimesOfADay) {
  EXPECT_EQ(parse_time("00:00:00"), 0);
  EXPECT_EQ(parse_time("23:59:59.999999"), day - 1);
  EXPECT_EQ(parse_time("12:34:56.7890120"), ((12 * 60 + 34) * 60 + 56) * second + 789'012);
  EXPECT_EQ(parse_time("24:00:00"), day);
  EXPECT_EQ(parse_time("24:00:00.000000"), day);
}

TEST(OdbcTemporal, TimesThatAreNone) {
  for (const auto* text :
       {"", "24:00:00.000001", "24:00:01", "24:30:00", "25:00:00", "838:59:59", "-01:00:00", "-1:00:00", "+1:00:00",
        "12:60:00", "23:59:60", "12:00", "12:00:00.", "12:00:00.0000001", "12:00:00.1x", "12:00:00 ", "12.00.00"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(OdbcTemporal, Timestamps) {
  EXPECT_EQ(parse_timestamp("1970-01-02 00:00:00.000001"), day + 1);
  EXPECT_EQ(parse_timestamp("1970-01-02T00:00:01"), day + second);
  EXPECT_EQ(parse_timestamp("1970-01-02"), day);
  for (const auto* text : {"2026-02-30 14:00:00", "2026-03-31 24:00:00", "2026-03-31 24:30:00", "2026-03-31x14:00:00",
                           "2026-03-31 ", "2026-03-31 14:00:00+00", "0000-00-00 00:00:00", "2026-00-01 00:00:00",
                           "infinity", "0044-03-15 00:00:00 BC", "2026-03-31 14:00:00Z"})
    EXPECT_FALSE(parse_timestamp(text)) << text;
}

TEST(OdbcTemporal, InstantsWithTheirOffset) {
  const core::OffsetTimestamp noon{day + 10 * 3600 * second, 7200};
  for (const auto* text : {"1970-01-02 12:00:00+02:00", "1970-01-02 12:00:00+02", "1970-01-02T12:00:00 +0200",
                           "1970-01-02 12:00:00.000000 +02:00"})
    EXPECT_EQ(parse_instant(text), noon) << text;
  EXPECT_EQ(parse_instant("1970-01-01 00:00:00Z"), (core::OffsetTimestamp{0, 0}));
  EXPECT_EQ(parse_instant("1970-01-01 00:00:00-05:30"), (core::OffsetTimestamp{19'800 * second, -19'800}));
}

TEST(OdbcTemporal, WhatIsNoInstant) {
  for (const auto* text :
       {"1970-01-02 12:00:00", "1970-01-02", "1970-01-02+02:00", "1970-01-02 12:00:00+2", "1970-01-02 12:00:00+24:00",
        "1970-01-02 12:00:00+02:60", "1970-01-02 12:00:00+02:00:30", "1970-01-02 12:00:00+-2:00",
        "0001-01-01 00:00:00+00:01", "9999-12-31 23:59:59-00:01", "1970-02-30 12:00:00+02:00", "infinity"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(OdbcTemporal, WhatIsNoneIsNotAppended) {
  core::Column column(core::ColumnSpec{.name = "d", .type = core::Type::date});
  EXPECT_FALSE(append_parsed(column, "2024-02-30"));
  EXPECT_EQ(column.size(), 0U);
  EXPECT_TRUE(append_parsed(column, "2024-02-29  "));  // a padded text
  EXPECT_EQ(column.size(), 1U);
}

TEST(OdbcTemporal, ARemedyThatIsTheTextsOwn) {
  EXPECT_TRUE(remedy_of(core::Type::date, "infinity").contains("nullif(column, 'infinity')"));
  EXPECT_TRUE(remedy_of(core::Type::timestamp_tz, "-infinity").contains("nullif(column, 'infinity')"));
  EXPECT_TRUE(remedy_of(core::Type::timestamp, "0000-00-00 00:00:00").contains("nullif(column, 0)"));
  EXPECT_TRUE(remedy_of(core::Type::timestamp_tz, "2024-01-01 12:00:00").contains("offset"));
  EXPECT_EQ(remedy_of(core::Type::int32, "infinity"), remedy_of(core::Type::date, "2024-02-30"));
}

TEST(OdbcBits, AnOctetIsABoolean) {
  using namespace std::string_view_literals;
  core::Column column(core::ColumnSpec{.name = "b", .type = core::Type::boolean});
  EXPECT_TRUE(append_octets(column, "\1"sv));
  EXPECT_TRUE(append_octets(column, "\0"sv));
  for (const auto octets : {""sv, "\2"sv, "1"sv, "\1\1"sv}) EXPECT_FALSE(append_octets(column, octets));
  EXPECT_EQ(column.size(), 2U);
}

}  // namespace
}  // namespace sluss::connectors::odbc
