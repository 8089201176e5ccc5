// Personal identity numbers and coordination numbers.
#include "core/personnummer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/log.h"
#include "tests/unit/core/check_digit.h"

namespace sluss::core {
namespace {

constexpr int this_year = 2026;

std::string made(std::string_view century, std::string_view rest) {
  return std::string(century) + with_check_digit(std::string(rest));
}

TEST(Personnummer, AcceptsEveryWayToWriteOne) {
  const std::string twelve = made("19", "811218987");
  const std::string ten = twelve.substr(2);
  for (const auto& text :
       {twelve, twelve.substr(0, 8) + "-" + twelve.substr(8), ten, ten.substr(0, 6) + "-" + ten.substr(6)}) {
    const auto number = Personnummer::parse(text, this_year);
    ASSERT_TRUE(number);
    EXPECT_EQ(number->reveal_identity(), twelve);
    EXPECT_FALSE(number->is_coordination_number());
  }
}

TEST(Personnummer, TenDigitsGetTheirCentury) {
  struct Case {
    std::string_view nine;
    char separator;
    std::string_view year;
  };
  for (const auto& c :
       {Case{"260101123", '-', "2026"}, Case{"270101123", '-', "1927"}, Case{"050101123", '-', "2005"},
        Case{"260101123", '+', "1926"}, Case{"050101123", '+', "1905"}, Case{"270101123", '+', "1827"}}) {
    auto text = with_check_digit(std::string(c.nine));
    text.insert(6, 1, c.separator);
    const auto number = Personnummer::parse(text, this_year);
    ASSERT_TRUE(number) << c.nine;
    EXPECT_EQ(number->reveal_identity().substr(0, 4), c.year);
  }
}

TEST(Personnummer, ACoordinationNumberHasItsDayPlusSixty) {
  struct Case {
    std::string_view nine;
    bool accepted;
  };
  for (const auto& c :
       {Case{"701063239", true}, Case{"700161239", true}, Case{"700191239", true}, Case{"700160239", false},
        Case{"700192239", false}, Case{"700289239", false}, Case{"700061239", false}}) {
    const auto number = Personnummer::parse(made("19", c.nine), this_year);
    ASSERT_EQ(number.has_value(), c.accepted) << c.nine;
    if (number) {
      EXPECT_TRUE(number->is_coordination_number());
    }
  }
}

TEST(Personnummer, TheDateMustExist) {
  struct Case {
    std::string_view century;
    std::string_view nine;
    bool accepted;
  };
  for (const auto& c : {Case{"20", "000229123", true}, Case{"19", "000229123", false}, Case{"19", "960229123", true},
                        Case{"19", "970229123", false}, Case{"19", "971301123", false}, Case{"19", "970001123", false},
                        Case{"19", "970100123", false}, Case{"19", "970431123", false}}) {
    const auto number = Personnummer::parse(made(c.century, c.nine), this_year);
    ASSERT_EQ(number.has_value(), c.accepted) << c.century << c.nine;
    if (!number) {
      EXPECT_EQ(number.error().code, "personnummer.date");
    }
  }
}

TEST(Personnummer, OnlyOneCheckDigitOfTenIsRight) {
  const std::string right = made("19", "811218987");
  int accepted = 0;
  for (char digit = '0'; digit <= '9'; ++digit) {
    const auto number = Personnummer::parse(right.substr(0, 11) + digit, this_year);
    if (number) {
      ++accepted;
    } else {
      EXPECT_EQ(number.error().code, "personnummer.check_digit");
    }
  }
  EXPECT_EQ(accepted, 1);
}

TEST(Personnummer, RefusesOtherTextsWithoutShowingThem) {
  const std::string twelve = made("19", "811218987");
  for (const auto& bad : {std::string(), std::string("1"), twelve.substr(1), twelve + "0", "x" + twelve.substr(1),
                          twelve.substr(0, 6) + "-" + twelve.substr(6), twelve.substr(0, 8) + "--" + twelve.substr(8),
                          " " + twelve, twelve + " ", twelve.substr(0, 8) + "/" + twelve.substr(8),
                          twelve.substr(0, 11) + (twelve.back() == '0' ? "1" : "0")}) {
    const auto number = Personnummer::parse(bad, this_year);
    ASSERT_FALSE(number) << bad;
    const auto text = describe(number.error());
    EXPECT_EQ(text.find("811218"), std::string::npos);
    EXPECT_FALSE(number.error().remedy.empty());
  }
}

// The same rules as tests/unit/core/nocompile, seen from within the language.
static_assert(!fmt::is_formattable<Personnummer>::value && !fmt::is_formattable<PersonName>::value);
static_assert(!std::is_constructible_v<log::Field, std::string_view, Personnummer>);

}  // namespace
}  // namespace sluss::core
