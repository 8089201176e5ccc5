// Numbers as Swedish writes them.
#include "core/swedish_number.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/text.h"

namespace sluss::core {
namespace {

TEST(SwedishNumber, SpacedIsForReading) {
  struct Case {
    double value;
    std::optional<int> decimals;
    const char* expected;
  };
  for (const auto& [value, decimals, expected] :
       {Case{0, 0, "0"}, Case{-0.0, 1, "0,0"}, Case{-0.04, 1, "0,0"}, Case{-0.06, 1, "\u22120,1"},
        Case{1234.5, 1, "1\u00A0234,5"}, Case{999999.96, 1, "1\u00A0000\u00A0000,0"}, Case{3.25, std::nullopt, "3,25"},
        Case{3, std::nullopt, "3"}, Case{1.0 / 3, std::nullopt, "0,333333"}, Case{-1204, 0, "\u22121\u00A0204"},
        Case{3.15, 1, "3,2"}, Case{-0.25, 1, "\u22120,3"}, Case{std::nan(""), 1, "–"}, Case{INFINITY, 1, "–"},
        Case{-0.0000001, std::nullopt, "0"}, Case{0.000001, std::nullopt, "0,000001"},
        Case{123456789012.1, std::nullopt, "123\u00A0456\u00A0789\u00A0012,1"}})
    EXPECT_EQ(swedish_number(value, decimals, NumberStyle::spaced), expected);
  for (const auto decimals : {std::optional<int>(0), std::optional<int>()})
    EXPECT_EQ(width_of(swedish_number(1e300, decimals, NumberStyle::spaced)), 401U) << "301 digits and their spaces";
}

TEST(SwedishNumber, PlainIsForCells) {
  const auto plain = [](double value, std::optional<int> decimals) {
    return swedish_number(value, decimals, NumberStyle::plain);
  };
  EXPECT_EQ(plain(-1234.5, 1), "-1234,5");
  EXPECT_EQ(plain(-0.04, 1), "0,0");
  EXPECT_EQ(plain(12.5, std::nullopt), "12,5");
  EXPECT_EQ(plain(-1234567, std::nullopt), "-1234567");
  EXPECT_EQ(plain(1.0 / 3, std::nullopt), "0,333333");
}

TEST(SwedishNumber, RoundsHalfAwayFromZeroInEveryStyle) {
  for (const auto style : {NumberStyle::spaced, NumberStyle::plain}) {
    EXPECT_EQ(swedish_number(0.5, 0, style), "1");
    EXPECT_EQ(swedish_number(2.5, 0, style), "3");
    EXPECT_EQ(swedish_number(1.005, 2, style), "1,01") << "1.005 is a little less in binary";
    EXPECT_EQ(swedish_number(1.0049, 2, style), "1,00");
  }
  EXPECT_EQ(swedish_number(-2.5, 0, NumberStyle::plain), "-3");
  EXPECT_EQ(rounded_to(-2.5, 0), -3);
  EXPECT_EQ(rounded_to(0.29 * 100, 6), 29);
}

TEST(SwedishNumber, AnIntegerHasSpacesBetweenThousands) {
  EXPECT_EQ(swedish_integer(0), "0");
  EXPECT_EQ(swedish_integer(999), "999");
  EXPECT_EQ(swedish_integer(-1000), "\u22121\u00A0000");
  EXPECT_EQ(swedish_integer(INT64_MIN), "\u22129\u00A0223\u00A0372\u00A0036\u00A0854\u00A0775\u00A0808");
}

}  // namespace
}  // namespace sluss::core
