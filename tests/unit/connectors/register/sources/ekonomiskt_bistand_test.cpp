// Socialstyrelsen's zip of ekonomiskt bistånd: data files of different columns and their key files, by the shipped
// mapping.

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

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* id = "ekonomiskt_bistand";
constexpr const char* name = "statistikdatabasen-ekonomiskt%20bistand.zip";

TEST(EkonomisktBistand, DataFilesOfDifferentColumnsAreOneTable) {
  Sample zip(shipped_mapping(id), sample_file(id, name));
  EXPECT_EQ(zip.refused(), "no");
  EXPECT_THAT(zip.rejects(), IsEmpty());
  ASSERT_EQ(zip.summary().tables.size(), 2U);
  for (const auto& table : zip.summary().tables) {
    EXPECT_THAT(table.unused, IsEmpty()) << table.file;
    EXPECT_EQ(table.keys_not_found, 0) << table.file;
  }
  EXPECT_THAT(zip.lines("select distinct level, length(region_text), kon is null, hushallstyp is null from data "
                        "order by all"),
              ElementsAre("kommun|4|false|true", "kommun|4|true|false", "län|2|false|true", "län|2|true|false",
                          "rike|2|false|true", "rike|2|true|false"));
  EXPECT_THAT(
      zip.lines("select distinct matt_namn from data order by 1"),
      ElementsAre("Antal hushåll", "Antal mottagare", "Genomsnittlig bidragstid, månader", "Utbetalt bistånd, tkr"));
}

TEST(EkonomisktBistand, EachTotalAndDetailIsAFigureOfItsOwn) {
  const auto made = normalised(shipped_mapping(id), sample_file(id, name));
  EXPECT_THAT(made.rejects, IsEmpty());
  EXPECT_THAT(made.findings, IsEmpty());
  EXPECT_EQ(std::set(made.facts.begin(), made.facts.end()).size(), made.facts.size());
  // 3 years of the country, 2 counties and 3 municipalities: of receivers by sex and age; of households each of 3
  // kinds, their money and months.
  EXPECT_EQ(facts_of(made, "ekonomiskt_bistand.mottagare[").size(), 3U * 6 * 9);
  EXPECT_EQ(facts_of(made, "ekonomiskt_bistand.hushall[").size(), 3U * 6 * 3);
  EXPECT_EQ(facts_of(made, "ekonomiskt_bistand.belopp[").size(), 3U * 6 * 3);
  EXPECT_EQ(facts_of(made, "ekonomiskt_bistand.matt[").size(), 3U * 6 * 3);
  EXPECT_EQ(facts_of(made, "ekonomiskt_bistand.mottagare[alder=totalt;hushall=totalt] 1981 2025 ").size(), 3U);
  EXPECT_EQ(facts_of(made,
                     "ekonomiskt_bistand.matt[alder=totalt;hushall=ensamstaende-man-med-barn;"
                     "matt=genomsnittlig-bidragstid-manader] 1981 2025 T ")
                .size(),
            1U);
}

/// Every figure of receivers, as the model has it: withheld ones have no value, and the total is not their sum.
TEST(EkonomisktBistand, TheWholeCountryAgreesWithTheModel) {
  const auto folder = std::filesystem::path(SLUSS_BINARY_DIR) / "samples" / id / "1";
  const auto made = normalised(shipped_mapping(id), folder / name);
  EXPECT_THAT(made.rejects, IsEmpty());
  const std::map<std::string, std::string> sexes{{"Män", "M"}, {"Kvinnor", "K"}, {"Båda könen", "T"}};
  const std::map<std::string, std::string> ages{
      {"Totalt", "totalt"}, {"18-29 år", "18-29-ar"}, {"30-64 år", "30-64-ar"}};
  std::set<std::string> wanted;
  std::ifstream truth(folder / "truth.tsv");
  for (std::string line; std::getline(truth, line);) {
    std::vector<std::string> cells;
    std::stringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '\t');) cells.push_back(cell);
    const auto area = cells[0] == "00" ? "SE" : cells[0].size() == 2 ? "county:" + cells[0] : cells[0];
    const auto value = cells[4] == "X" ? std::string("- suppressed") : cells[4] + " final";
    wanted.insert("ekonomiskt_bistand.mottagare[alder=" + ages.at(cells[3]) + ";hushall=totalt] " + area + " " +
                  cells[1] + " " + sexes.at(cells[2]) + " " + value);
  }
  ASSERT_GT(wanted.size(), 8000U);
  std::set<std::string> found;
  for (const auto& fact : facts_of(made, "ekonomiskt_bistand.mottagare[")) found.insert(fact);
  std::vector<std::string> differing;
  std::ranges::set_symmetric_difference(found, wanted, std::back_inserter(differing));
  EXPECT_THAT(differing, IsEmpty());
}

TEST(EkonomisktBistand, NamesOfTheFile) {
  const Patterns names(shipped_mapping(id).files.names);
  for (const auto* one : {name, "statistikdatabasen-ekonomiskt bistand.zip", "Ekonomiskt bistånd 2025.zip"})
    EXPECT_TRUE(names.matches(one)) << one;
  EXPECT_FALSE(names.matches("statistikdatabasen-lakemedel.zip"));
}

}  // namespace
}  // namespace sluss::connectors::registers
