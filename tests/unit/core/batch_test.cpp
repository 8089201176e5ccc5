#include <gtest/gtest.h>

#include "core/batch.h"
#include "core/decimal.h"

namespace sluss::core {
namespace {

Int128 power_of_ten(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Schema every_type() {
  return {{.name = "yes", .type = Type::boolean},
          {.name = "small", .type = Type::int32},
          {.name = "large", .type = Type::int64},
          {.name = "real", .type = Type::float64},
          {.name = "sum", .type = Type::decimal, .precision = 10, .scale = 2},
          {.name = "name", .type = Type::text},
          {.name = "data", .type = Type::bytes},
          {.name = "id", .type = Type::uuid},
          {.name = "born", .type = Type::date},
          {.name = "clock", .type = Type::time},
          {.name = "wall", .type = Type::timestamp},
          {.name = "when", .type = Type::timestamp_tz}};
}

TEST(Uuid, IsWrittenInFiveGroups) {
  Uuid uuid{};
  for (std::size_t i = 0; i < uuid.size(); ++i) uuid.at(i) = static_cast<std::uint8_t>(0x11 * i);
  EXPECT_EQ(uuid_text(uuid), "00112233-4455-6677-8899-aabbccddeeff");
  EXPECT_EQ(parse_uuid("{00112233-4455-6677-8899-AABBCCDDEEFF}"), uuid);
  for (const auto* bad : {"", "00112233-4455-6677-8899-aabbccddeef", "00112233-4455-6677-8899-aabbccddeeff0", "g"})
    EXPECT_FALSE(parse_uuid(bad)) << bad;
}

void append_row(Batch& batch) {
  batch[0].append_bool(true);
  batch[1].append<std::int32_t>(-7);
  batch[2].append<std::int64_t>(1LL << 40);
  batch[3].append<double>(0.5);
  batch[4].append<Int128>(-1250);
  batch[5].append_text("åäö");
  batch[6].append_text(std::string_view("\0\xff", 2));
  batch[7].append<Uuid>(Uuid{1, 2, 3});
  batch[8].append<std::int32_t>(19000);
  batch[9].append<std::int64_t>(1);
  batch[10].append<std::int64_t>(2);
  batch[11].append<OffsetTimestamp>({.utc_micros = 3, .offset_seconds = 7200});
}

TEST(Batch, KeepsAValueOfEveryType) {
  Batch batch(every_type());
  append_row(batch);
  EXPECT_TRUE(batch.consistent());
  EXPECT_EQ(batch.rows(), 1U);
  EXPECT_EQ(batch.column("yes").values<std::uint8_t>()[0], 1);
  EXPECT_EQ(batch.column("small").values<std::int32_t>()[0], -7);
  EXPECT_EQ(batch.column("large").values<std::int64_t>()[0], 1LL << 40);
  EXPECT_EQ(batch.column("real").values<double>()[0], 0.5);
  EXPECT_TRUE(batch.column("sum").values<Int128>()[0] == -1250);
  EXPECT_EQ(batch.column("name").text(0), "åäö");
  EXPECT_EQ(batch.column("data").text(0), std::string_view("\0\xff", 2));
  EXPECT_EQ(batch.column("id").values<Uuid>()[0][2], 3);
  EXPECT_EQ(batch.column("when").values<OffsetTimestamp>()[0].offset_seconds, 7200);
}

TEST(Batch, ANullOfEveryTypeTakesASlotAndHoldsNothing) {
  Batch batch(every_type());
  for (std::size_t column = 0; column < batch.columns(); ++column) batch[column].append_null();
  append_row(batch);
  ASSERT_TRUE(batch.consistent());
  for (std::size_t column = 0; column < batch.columns(); ++column) {
    EXPECT_TRUE(batch[column].is_null(0)) << name_of(batch[column].type());
    EXPECT_FALSE(batch[column].is_null(1)) << name_of(batch[column].type());
    EXPECT_EQ(batch[column].null_count(), 1U);
  }
  EXPECT_EQ(batch.column("small").values<std::int32_t>()[0], 0);
  EXPECT_EQ(batch.column("name").text(0), "");
  EXPECT_EQ(batch.column("name").text(1), "åäö");
}

TEST(Batch, ValidityIsRightPastSixtyFourRows) {
  Column column({.name = "n", .type = Type::int32});
  for (int row = 0; row < 200; ++row) {
    if (row % 3 == 0) {
      column.append_null();
    } else {
      column.append<std::int32_t>(row);
    }
  }
  ASSERT_EQ(column.size(), 200U);
  EXPECT_EQ(column.null_count(), 67U);
  ASSERT_EQ(column.validity().size(), 4U);
  for (std::size_t row = 0; row < 200; ++row) EXPECT_EQ(column.is_null(row), row % 3 == 0) << row;
  EXPECT_EQ(column.validity()[3] >> 8U, 0U) << "the bits past the last row stay 0";
}

TEST(Batch, ClearDropsTheRowsAndKeepsTheMemory) {
  Batch batch(Schema{{.name = "n", .type = Type::int64}, {.name = "t", .type = Type::text}});
  const auto fill = [&batch] {
    for (std::int64_t row = 0; row < 100; ++row) {
      batch[0].append<std::int64_t>(row);
      batch[1].append_text("a text that is too long to lie in the string itself");
    }
  };
  fill();
  const auto* const numbers = batch[0].values<std::int64_t>().data();
  const auto* const texts = batch[1].text(0).data();
  const auto* const validity = batch[0].validity().data();
  batch[0].append_null();
  batch.clear();
  EXPECT_EQ(batch.rows(), 0U);
  EXPECT_EQ(batch[0].null_count(), 0U);
  EXPECT_TRUE(batch.consistent());
  fill();
  EXPECT_EQ(batch[0].values<std::int64_t>().data(), numbers);
  EXPECT_EQ(batch[1].text(0).data(), texts);
  EXPECT_EQ(batch[0].validity().data(), validity);
  EXPECT_FALSE(batch[0].is_null(0));
}

TEST(Batch, KnowsWhenItIsFullAndWhenItLimps) {
  Batch batch(Schema{{.name = "a", .type = Type::int32}, {.name = "b", .type = Type::int32}});
  for (std::size_t row = 0; row < Batch::default_rows; ++row) {
    EXPECT_FALSE(batch.full());
    batch[0].append<std::int32_t>(1);
  }
  EXPECT_TRUE(batch.full());
  EXPECT_FALSE(batch.consistent());
}

TEST(Schema, FindsByName) {
  const Schema schema{{.name = "a"}, {.name = "b"}};
  EXPECT_EQ(schema.find("b"), 1U);
  EXPECT_EQ(schema.find("B"), std::nullopt);
}

TEST(Decimal, WritesEveryDigit) {
  const Int128 largest = power_of_ten(38) - 1;
  EXPECT_EQ(decimal_text(-1250, 2), "-12.50");
  EXPECT_EQ(decimal_text(0, 0), "0");
  EXPECT_EQ(decimal_text(0, 3), "0.000");
  EXPECT_EQ(decimal_text(5, 3), "0.005");
  EXPECT_EQ(decimal_text(-5, 1), "-0.5");
  EXPECT_EQ(decimal_text(largest, 0), std::string(38, '9'));
  EXPECT_EQ(decimal_text(-largest, 38), "-0." + std::string(38, '9'));
}

TEST(Decimal, ReadsWhatFitsExactlyAndNothingElse) {
  struct Case {
    std::string_view text;
    std::uint8_t precision;
    std::uint8_t scale;
    std::optional<std::int64_t> unscaled;
  };
  const Case cases[] = {{"12.50", 4, 2, 1250},
                        {"-12.5", 4, 2, -1250},
                        {"+3", 3, 2, 300},
                        {"0.00", 1, 0, 0},
                        {"1.500", 2, 1, 15},
                        {"007", 1, 0, 7},
                        {"0.05", 2, 2, 5},
                        {"-0", 5, 2, 0},
                        {"12.505", 4, 2, {}},
                        {"123.45", 4, 2, {}},
                        {"100", 4, 2, {}},
                        {"", 4, 2, {}},
                        {"-", 4, 2, {}},
                        {".5", 4, 2, {}},
                        {"5.", 4, 2, {}},
                        {"1.2.3", 9, 2, {}},
                        {"1e3", 9, 2, {}},
                        {"1,5", 9, 2, {}},
                        {" 1", 9, 2, {}},
                        {"--1", 9, 2, {}},
                        {"1 000", 9, 2, {}},
                        {"\xc2\xa0"
                         "1",
                         9,
                         2,
                         {}},
                        {"NaN", 9, 2, {}}};
  for (const auto& c : cases) {
    const auto read = parse_decimal(c.text, c.precision, c.scale);
    ASSERT_EQ(read.has_value(), c.unscaled.has_value()) << "'" << c.text << "'";
    if (read) {
      EXPECT_TRUE(*read == *c.unscaled) << "'" << c.text << "'";
    }
  }
}

TEST(Decimal, ThirtyEightDigitsGoThereAndBack) {
  const std::string digits = "12345678901234567890123456789012345678";
  for (int scale = 1; scale < 38; ++scale) {
    std::string text = digits;
    text.insert(text.size() - static_cast<std::size_t>(scale), 1, '.');
    const auto read = parse_decimal(text, 38, static_cast<std::uint8_t>(scale));
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(decimal_text(*read, static_cast<std::uint8_t>(scale)), text);
  }
  EXPECT_FALSE(parse_decimal(digits + "0", 38, 0)) << "thirty-nine digits";
  EXPECT_FALSE(parse_decimal(digits, 38, 1)) << "no room for the decimal";
}

}  // namespace
}  // namespace sluss::core
