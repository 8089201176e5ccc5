#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/fact.h"

namespace sluss::core {
namespace {

TEST(Bound, HasANameEachAndCostsAFactNothing) {
  for (const auto bound : {Bound::exact, Bound::at_least, Bound::at_most}) {
    EXPECT_EQ(fact_bound(name_of(bound)), bound);
    Fact fact;
    EXPECT_EQ(fact.bound, Bound::exact);
    fact.bound = bound;
    EXPECT_EQ(fact.bound, bound);
    EXPECT_FALSE(fact.has_value || fact.has_count || fact.deleted) << "the bits beside it are as they were";
  }
  EXPECT_EQ(name_of(Bound::at_most), "at_most");
  EXPECT_EQ(fact_bound("most"), std::nullopt);
}

TEST(SameFigure, IsSameWithinTheToleranceAndOnlyThere) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  struct Case {
    double a;
    double b;
    bool same;
  };
  const Case cases[] = {{77.777777, 77.77777778, true},  // the source prints more decimals than before
                        {1000000, 1000001, true},        // exactly 1e-6 of the larger
                        {1000000, 1000001.1, false},
                        {1, 1.0000009, true},
                        {1, 1.0000011, false},
                        {-5, -5.000001, true},
                        {5, -5, false},
                        {0, 1e-9, true},
                        {0, 1.1e-9, false},
                        {0, -0.0, true},
                        {1e-12, -1e-12, true},
                        {0.1 + 0.2, 0.3, true},
                        {12.3, 12.4, false},
                        {infinity, infinity, true},
                        {infinity, 1e308, false},
                        {infinity, -infinity, false},
                        {NAN, NAN, true},
                        {NAN, 0, false}};
  for (const auto& c : cases) {
    EXPECT_EQ(same_figure(c.a, c.b, SameFigure::relative), c.same) << c.a << " " << c.b;
    EXPECT_EQ(same_figure(c.b, c.a, SameFigure::relative), c.same) << c.b << " " << c.a;
  }
}

TEST(SameFigure, OfKoladaToTheSixthDecimalWhereSomethingIsNotWhole) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  struct Case {
    double a;
    double b;
    bool same;
  };
  const Case cases[] = {{10587710, 10587718, false},  // eight persons in ten million
                        {1, 2, false},
                        {0, 1e-6, true},
                        {0, 1.1e-6, false},
                        {77.777777, 77.77777778, true},
                        {12.4, 12.400001, true},  // exactly a millionth, by their texts
                        {12.4, 12.400002, false},
                        {0.123456, 0.123457, true},
                        {0.123456, 0.1234571, false},
                        {-0.123456, -0.123457, true},
                        {5, 5.000001, true},
                        {5, 5.0000011, false},
                        {1234567890.1, 1234567890.100001, true},
                        {1234567890.1, 1234567890.100003, false},
                        {1e15, 1e15 + 0.5, false},
                        {1e-30, 1.000001e-6, false},
                        {1e-30, 1e-6, true},
                        {infinity, infinity, true},
                        {infinity, 1e308, false},
                        {NAN, NAN, true}};
  for (const auto& c : cases) {
    EXPECT_EQ(same_figure(c.a, c.b, SameFigure::sixth_decimal), c.same) << c.a << " " << c.b;
    EXPECT_EQ(same_figure(c.b, c.a, SameFigure::sixth_decimal), c.same) << c.b << " " << c.a;
    EXPECT_EQ(same_figure(c.a, c.b, SameFigure::exact), c.a == c.b || (std::isnan(c.a) && std::isnan(c.b)));
  }
}

TEST(FactStatus, NamesGoThereAndBack) {
  for (int number = 0; number <= static_cast<int>(FactStatus::contradictory); ++number) {
    const auto status = static_cast<FactStatus>(number);
    EXPECT_EQ(fact_status(name_of(status)), status);
  }
  EXPECT_EQ(name_of(FactStatus::not_introduced), "not_introduced");
  EXPECT_EQ(fact_status("pending"), std::nullopt) << "pending is computed, never stored";
}

TEST(Gender, HasTheSourcesCodes) {
  EXPECT_EQ(code_of(Gender::total), "T");
  EXPECT_EQ(code_of(Gender::women), "K");
  EXPECT_EQ(code_of(Gender::men), "M");
}

TEST(Dictionary, NumbersTextsFromOneAndTheEmptyTextIsZero) {
  Dictionary dictionary;
  EXPECT_EQ(dictionary.number_of(""), 0U);
  EXPECT_EQ(dictionary.number_of("1981"), 1U);
  EXPECT_EQ(dictionary.number_of("0180"), 2U);
  EXPECT_EQ(dictionary.number_of("1981"), 1U);
  EXPECT_EQ(dictionary.text_of(2), "0180");
  EXPECT_EQ(dictionary.size(), 3U);
}

TEST(Dictionary, KeepsItsTextsWhileItGrows) {
  Dictionary dictionary;
  for (int i = 0; i < 10000; ++i) (void)dictionary.number_of("text " + std::to_string(i));
  for (int i = 0; i < 10000; ++i) {
    const auto text = "text " + std::to_string(i);
    ASSERT_EQ(dictionary.text_of(dictionary.number_of(text)), text);
  }
  EXPECT_EQ(dictionary.size(), 10001U);
}

}  // namespace
}  // namespace sluss::core
