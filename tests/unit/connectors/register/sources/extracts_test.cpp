// Extracts of registers: the four quality registers as sums, and a table that is taken as it is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/connectors/register/sources/normalised.h"
#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Extract {
  std::string id;
  std::string file;
  std::string counted;  ///< a measure that is a number
  std::string share;    ///< how the id of a share begins
};

void PrintTo(const Extract& extract, std::ostream* out) {
  *out << extract.id;
}

class QualityRegister : public ::testing::TestWithParam<Extract> {
 protected:
  [[nodiscard]] Normalised made() const {
    return normalised(shipped_mapping(GetParam().id), sample_file(GetParam().id, GetParam().file));
  }
  [[nodiscard]] std::string begins(const std::string& measure) const { return GetParam().id + "." + measure; }
};

TEST_P(QualityRegister, HasTheCountryMunicipalitiesAndTheirUnits) {
  Sample sample(shipped_mapping(GetParam().id), sample_file(GetParam().id, GetParam().file));
  EXPECT_EQ(sample.refused(), "no");
  EXPECT_THAT(sample.rejects(), IsEmpty());
  const auto& table = sample.summary().tables.front();
  EXPECT_THAT(table.unused, IsEmpty());
  // Two municipalities of two units each.
  EXPECT_EQ(table.levels.at("rike") * 2, table.levels.at("kommun"));
  EXPECT_EQ(table.levels.at("rike") * 4, table.levels.at("enhet"));
  const auto facts = made();
  EXPECT_THAT(facts.rejects, IsEmpty());
  EXPECT_THAT(facts.findings, AllOf(Not(IsEmpty()), Each("register.unit_unknown")));
  for (const auto* area : {" SE ", " 1980 ", " 1981 "}) EXPECT_THAT(facts.facts, Contains(HasSubstr(area))) << area;
}

TEST_P(QualityRegister, FewRegistrationsHaveABoundAndNoShare) {
  const auto facts = made();
  EXPECT_THAT(facts_of(facts, begins(GetParam().counted)), Contains(HasSubstr(" 4 at_most ")));
  const auto shares = facts_of(facts, begins(GetParam().share));
  EXPECT_THAT(shares, Contains(HasSubstr(" - suppressed ")));
  EXPECT_THAT(shares, Contains(HasSubstr(" final")));
}

INSTANTIATE_TEST_SUITE_P(
    Each, QualityRegister,
    ::testing::Values(Extract{"senior_alert", "Senior_alert_2025.csv", "riskbedomningar[", "med_risk[riskomrade="},
                      Extract{"bpsd", "BPSD_2025.xlsx", "registreringar ", "andel[indikator="},
                      Extract{"svedem", "SveDem_2025.xlsx", "registreringar ", "andel[indikator="},
                      Extract{"palliativregistret", "Palliativregistret_2025.xlsx", "dodsfall ", "andel[kriterium="}),
    [](const auto& of) { return of.param.id; });

TEST(Palliativregistret, TargetsAreFiguresOfTheirOwn) {
  const auto made = normalised(shipped_mapping("palliativregistret"),
                               sample_file("palliativregistret", "Palliativregistret_2025.xlsx"));
  const std::string of = "palliativregistret.malvarde[kriterium=";
  EXPECT_THAT(facts_of(made, of),
              ElementsAre(of + "brytpunktssamtal] SE 2025 T 98 final", of + "mansklig-narvaro] SE 2025 T 90 final",
                          of + "munhalsa-bedomd] SE 2025 T 90 final", of + "smartskattning] SE 2025 T 100 final",
                          of + "utan-trycksar] SE 2025 T 90 final"));
}

TEST(SeniorAlert, AreasOfRiskHaveOneNameWhateverTheyAreCalled) {
  Sample sample(shipped_mapping("senior_alert"), sample_file("senior_alert", "Senior_alert_2025.csv"));
  EXPECT_THAT(sample.figures("distinct riskomrade", "order by 1"),
              ElementsAre("alla", "blasa", "fall", "munhalsa", "trycksar", "vikt"));
}

TEST(Registerutdrag, IsATableAsItIs) {
  const auto mapping = shipped_mapping("registerutdrag");
  const auto path = sample_file("registerutdrag", "registerutdrag_insatser_2024.csv");
  Sample sample(mapping, path);
  EXPECT_EQ(sample.refused(), "no");
  EXPECT_THAT(sample.rejects(), IsEmpty());
  const auto& table = sample.table("registerutdrag");
  EXPECT_EQ(table.header_row, 3);
  ASSERT_EQ(table.unused.size(), 1U);
  EXPECT_EQ(table.unused.front().heading, "Handläggare");
  EXPECT_THAT(table.missing, ElementsAre("alder", "andel", "anmarkning"));
  const auto made = normalised(mapping, path);
  EXPECT_EQ(made.table, "registerutdrag");
  EXPECT_THAT(made.facts, IsEmpty());
  EXPECT_THAT(made.rejects, IsEmpty());
  // Codes that have lost their first zero are mended, and that is reported.
  EXPECT_THAT(made.findings, ElementsAre("register.area_mended"));
  EXPECT_EQ(made.rows.size(), 3U * 3 * 2);
  EXPECT_THAT(made.rows, Contains(HasSubstr("|2024|0180|180|B2|Insats; pågående|Män|~|1204|final|1204|1204|")));
  EXPECT_THAT(made.rows, Contains(HasSubstr("|~|~|at_most|0|4|")));
}

}  // namespace
}  // namespace sluss::connectors::registers
