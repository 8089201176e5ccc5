// Hemtjänstindex: the generated country's two lists, in each format, by the shipped mapping.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using Lines = std::vector<std::string>;

constexpr const char* whole =
    "\"row\", level, kommun, kommun_text, rank, totalindex, totalindex_status, period, "
    "information, bistand, utforande, stod, stod_status";

class HemtjanstindexFiles : public ::testing::TestWithParam<std::string> {
 protected:
  Sample sample(const std::string& list) {
    return {mapping_, sample_file("hemtjanstindex", "Index25_" + list + GetParam())};
  }

 private:
  Mapping mapping_ = shipped_mapping("hemtjanstindex");
};

TEST_P(HemtjanstindexFiles, GiveTheWholeList) {
  auto list = sample("hela");
  EXPECT_EQ(list.refused(), "no");
  EXPECT_THAT(list.rejects(), ElementsAre());
  // Rows of a page are numbered among those of its table.
  EXPECT_EQ(list.table("hela").header_row, 3);
  EXPECT_THAT(
      list.lines(std::string("select ") + whole + " from hela where kommun_text in ('Sala', 'Göteborg', 'Lessebo')"),
      ElementsAre("8|kommun|1981|Sala|83|71.9|final|2025|118|103|6|186|final",
                  "11|kommun|1480|Göteborg|119|69.6|final|2025|95|6|101|246|final",
                  "23|kommun|0761|Lessebo|~|~|missing|2025|~|~|~|~|missing"));
  const auto& table = list.table("hela");
  EXPECT_EQ(table.given, 21);
  EXPECT_EQ(table.skipped.at("medelvärde"), 1);
  EXPECT_THAT(table.unused, ElementsAre());
  // A part of a country has no means.
  EXPECT_THAT(list.figures("*", "where measure = 'index_medel'"), ElementsAre());
  EXPECT_THAT(list.figures("measure, area, period, value, status, del", "where area = '1981'"),
              ElementsAre("index|1981|2025|71.9|final|~", "rank|1981|2025|83|final|total",
                          "rank|1981|2025|118|final|information", "rank|1981|2025|103|final|bistand",
                          "rank|1981|2025|6|final|utforande", "rank|1981|2025|186|final|stod"));
}

TEST_P(HemtjanstindexFiles, GiveTheRanksWithTheirChange) {
  auto list = sample("start");
  EXPECT_EQ(list.refused(), "no");
  EXPECT_THAT(list.rejects(), ElementsAre());
  EXPECT_THAT(
      list.lines("select kommun, kommun_text, variant, rank, forandring, forandring_status, saknar_data from start "
                 "where kommun_text in ('Sala', 'Falköping', 'Lessebo')"),
      ElementsAre("1499|Falköping|ofullständig|43|124|final|true", "1981|Sala|hel|83|-59|final|false",
                  "0761|Lessebo|hel|~|~|missing|true"));
  EXPECT_EQ(list.table("start").given, 21);
  EXPECT_THAT(list.figures("measure, value, status", "where area = '0126'"),
              ElementsAre("startrank|89|final", "forandring|4|final", "saknar_data|1|final"));
}

INSTANTIATE_TEST_SUITE_P(Each, HemtjanstindexFiles, ::testing::Values(".csv", ".xlsx", ".html"));

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

INSTANTIATE_TEST_SUITE_P(Seeds, HemtjanstindexCountry, ::testing::Range(1, 11));

TEST(Hemtjanstindex, SalasPublishedFiguresComeOutOfACountryWhoseOthersGiveTheMeans) {
  const auto folder = std::filesystem::path(SLUSS_BINARY_DIR) / "samples/hemtjanstindex/3";
  Sample list(shipped_mapping("hemtjanstindex"), folder / "Index25_hela.csv");
  EXPECT_THAT(
      list.figures("measure, area, round(value, 1), del",
                   "where area in ('1981', 'SE', 'county:19') and coalesce(del, '') <> 'total'"),
      ElementsAre("index|1981|71.9|~", "rank|1981|118|information", "rank|1981|103|bistand", "rank|1981|6|utforande",
                  "rank|1981|186|stod", "index_medel|SE|68.9|~", "index_medel|county:19|66.8|~"));
}

TEST(Hemtjanstindex, OtherSpellingsOfTheNamesAreTheirFiles) {
  const auto mapping = shipped_mapping("hemtjanstindex");
  const Patterns names(mapping.files.names);
  for (const std::string name : {"Index25_hela.csv", "index26_start.xlsx", "Hemtjänstindex 2026 hela listan.html"})
    EXPECT_TRUE(names.matches(name)) << name;
  EXPECT_FALSE(names.matches("Index_hela.csv"));
}

}  // namespace
}  // namespace sluss::connectors::registers
