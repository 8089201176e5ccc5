// Hemtjänstindex of a whole country, a hundred generated ones: the figures of each format are those of the model, which
// computes them by itself (tests/samples/hemtjanstindex.py).

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "tests/unit/connectors/register/sources/normalised.h"
#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Lines = std::vector<std::string>;
using Figures = std::multiset<std::string>;

/// Of a fact: id, area, period, gender, value and status.
Lines words_of(const std::string& fact) {
  std::istringstream words(fact);
  return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

/// A fact as truth.tsv has it: measure, area, part, and the value with twelve digits, nothing where it is missing.
std::string line_of(const std::string& fact) {
  const auto words = words_of(fact);
  const bool missing = words[4] == "-";
  EXPECT_EQ(words[2] + words[3] + words[5], std::string("2025T") + (missing ? "missing" : "final")) << fact;
  const auto id = words[0].substr(words[0].find('.') + 1);
  const auto bracket = id.find("[del=");
  const auto part = bracket == std::string::npos ? std::string() : id.substr(bracket + 5, id.size() - bracket - 6);
  return fmt::format("{}\t{}\t{}\t{}", id.substr(0, bracket), words[1], part,
                     missing ? "" : fmt::format("{:.12g}", std::stod(words[4])));
}

Figures figures_of(const Normalised& whole_list, const Normalised& start_list) {
  Figures made;
  for (const auto* list : {&whole_list, &start_list})
    for (const auto& fact : list->facts)
      if (const auto line = line_of(fact); !line.starts_with("startrank") && !line.starts_with("saknar_data"))
        made.insert(line);
  return made;
}

/// What one has and the other lacks.
Lines differing(const Figures& a, const Figures& b) {
  Lines made;
  std::ranges::set_symmetric_difference(a, b, std::back_inserter(made));
  return made;
}

/// Ranks are 1..N with equal ones shared: 1 + how many are better, of the indices that were read.
void expect_ranks_by_index(const Normalised& whole_list) {
  std::map<std::string, double> index;
  std::map<std::string, std::string> rank;
  for (const auto& fact : whole_list.facts) {
    const auto words = words_of(fact);
    if (words[0] == "hemtjanstindex.index" && words[4] != "-") index[words[1]] = std::stod(words[4]);
    if (words[0] == "hemtjanstindex.rank[del=total]") rank[words[1]] = words[4];
  }
  EXPECT_THAT(index, SizeIs(::testing::Gt(280U)));
  for (const auto& [area, own] : index) {
    const auto better = std::ranges::count_if(index, [&](const auto& other) { return other.second > own; });
    EXPECT_EQ(rank[area], std::to_string(better + 1)) << area;
  }
}

class HemtjanstindexCountry : public ::testing::TestWithParam<int> {};

TEST_P(HemtjanstindexCountry, AgreesWithTheModel) {
  const auto folder = std::filesystem::path(SLUSS_BINARY_DIR) / "samples/hemtjanstindex" / std::to_string(GetParam());
  std::ifstream truth(folder / "truth.tsv");
  Figures wanted;
  for (std::string line; std::getline(truth, line);) wanted.insert(line);
  ASSERT_THAT(wanted, SizeIs(::testing::Gt(2000U)));
  const int missing = GetParam() % 4;
  const int marked = GetParam() % 7;
  const int misspelt = GetParam() % 3;
  const auto mapping = shipped_mapping("hemtjanstindex");
  for (const std::string end : {".csv", ".xlsx", ".html"}) {
    SCOPED_TRACE(end);
    const auto whole_list = normalised(mapping, folder / ("Index25_hela" + end));
    const auto start_list = normalised(mapping, folder / ("Index25_start" + end));
    EXPECT_THAT(differing(figures_of(whole_list, start_list), wanted), ElementsAre());
    EXPECT_THAT(facts_of(whole_list, "hemtjanstindex.index "), SizeIs(static_cast<std::size_t>(290 - misspelt)));
    const auto marks = facts_of(start_list, "hemtjanstindex.saknar_data ");
    EXPECT_EQ(std::ranges::count_if(marks, [](const auto& fact) { return fact.ends_with(" 1 final"); }),
              marked + missing);
    for (const auto* list : {&whole_list, &start_list}) {
      EXPECT_THAT(list->rejects, SizeIs(static_cast<std::size_t>(misspelt)));
      EXPECT_THAT(list->rejects, Each(StartsWith("codelists.not_found ")));
      if (misspelt == 0) {
        EXPECT_THAT(list->unmet, IsEmpty());
        EXPECT_THAT(list->findings, IsEmpty());
      } else {
        EXPECT_THAT(list->unmet, ElementsAre(list == &whole_list ? "hela areas" : "start areas"));
        EXPECT_THAT(list->findings, ::testing::Contains("register.area_unknown"));
        EXPECT_EQ(std::ranges::count(list->findings, "register.means_missing"), list == &whole_list ? 1 : 0);
      }
    }
    if (misspelt == 0) expect_ranks_by_index(whole_list);
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
