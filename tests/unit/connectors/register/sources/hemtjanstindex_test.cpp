// Hemtjänstindex: the generated country's two lists, in each format, by the shipped mapping.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;

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
  // Of a part of a country the one county that is whole has a mean. The others say that they have none: those of an
  // earlier file do not stand.
  EXPECT_THAT(list.figures("area", "where measure = 'index_medel' and value is not null"), ElementsAre("county:19"));
  EXPECT_THAT(list.figures("area", "where measure = 'index_medel'"), ::testing::SizeIs(22));
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

TEST(Hemtjanstindex, OtherSpellingsOfTheNamesAreTheirFiles) {
  const auto mapping = shipped_mapping("hemtjanstindex");
  const Patterns names(mapping.files.names);
  for (const std::string name : {"Index25_hela.csv", "index26_start.xlsx", "Hemtjänstindex 2026 hela listan.html"})
    EXPECT_TRUE(names.matches(name)) << name;
  EXPECT_FALSE(names.matches("Index_hela.csv"));
}

}  // namespace
}  // namespace sluss::connectors::registers
