// Hemtjänstindex of a whole country, a hundred generated ones: the figures of each format are those of the model, which
// computes them by itself (tests/samples/hemtjanstindex.py).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using Lines = std::vector<std::string>;

/// The figures as truth.tsv has them: measure, area, part, value with twelve digits.
std::multiset<std::string> figures_of(Sample& whole_list, Sample& start_list) {
  const std::string columns =
      "measure || chr(9) || area || chr(9) || coalesce(del, '') || chr(9) || coalesce(printf('%.12g', value), '')";
  std::multiset<std::string> made;
  for (auto* list : {&whole_list, &start_list})
    for (const auto& line : list->figures(columns, "where measure in ('index', 'rank', 'forandring', 'index_medel')"))
      made.insert(line);
  return made;
}

/// What one has and the other lacks.
Lines differing(const std::multiset<std::string>& a, const std::multiset<std::string>& b) {
  Lines made;
  std::ranges::set_symmetric_difference(a, b, std::back_inserter(made));
  return made;
}

class HemtjanstindexCountry : public ::testing::TestWithParam<int> {};

TEST_P(HemtjanstindexCountry, AgreesWithTheModel) {
  const auto folder = std::filesystem::path(SLUSS_BINARY_DIR) / "samples/hemtjanstindex" / std::to_string(GetParam());
  std::ifstream truth(folder / "truth.tsv");
  std::multiset<std::string> wanted;
  for (std::string line; std::getline(truth, line);) wanted.insert(line);
  ASSERT_THAT(wanted, SizeIs(::testing::Gt(2000U)));
  const auto mapping = shipped_mapping("hemtjanstindex");
  for (const std::string end : {".csv", ".xlsx", ".html"}) {
    Sample whole_list(mapping, folder / ("Index25_hela" + end));
    Sample start_list(mapping, folder / ("Index25_start" + end));
    EXPECT_THAT(differing(figures_of(whole_list, start_list), wanted), ElementsAre()) << end;
    EXPECT_EQ(whole_list.table("hela").given, 290);
    EXPECT_EQ(whole_list.lines("select count(*) from hela where kommun is null").front(),
              std::to_string(GetParam() % 3));
    EXPECT_EQ(start_list.lines("select count(*) from start where variant = 'ofullständig'").front(),
              std::to_string(GetParam() % 7));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HemtjanstindexCountry, ::testing::Range(1, 101));

TEST(Hemtjanstindex, SalasPublishedFiguresComeOutOfACountryWhoseOthersGiveTheMeans) {
  const auto folder = std::filesystem::path(SLUSS_BINARY_DIR) / "samples/hemtjanstindex/3";
  Sample list(shipped_mapping("hemtjanstindex"), folder / "Index25_hela.csv");
  EXPECT_THAT(
      list.figures("measure, area, round(value, 1), del",
                   "where area in ('1981', 'SE', 'county:19') and coalesce(del, '') <> 'total'"),
      ElementsAre("index|1981|71.9|~", "rank|1981|118|information", "rank|1981|103|bistand", "rank|1981|6|utforande",
                  "rank|1981|186|stod", "index_medel|SE|68.9|~", "index_medel|county:19|66.8|~"));
}

}  // namespace
}  // namespace sluss::connectors::registers
