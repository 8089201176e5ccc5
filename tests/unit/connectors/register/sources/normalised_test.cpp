// The shipped mappings through the normaliser: their SELECTs are let through, and all that they give are facts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/unit/connectors/register/sources/normalised.h"
#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::IsSupersetOf;

TEST(Normalised, AllFiguresOfTheSamplesAreFacts) {
  std::size_t files = 0;
  std::set<std::string> findings;
  for (const auto& mapping : shipped_mappings()) {
    const auto folder = std::filesystem::path(SLUSS_SOURCE_DIR) / "tests/samples/data" / mapping.id;
    if (!std::filesystem::exists(folder) || mapping.select.empty()) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      SCOPED_TRACE(entry.path().filename());
      const auto made = normalised(mapping, entry.path());
      EXPECT_THAT(made.rejects, IsEmpty());
      findings.insert(made.findings.begin(), made.findings.end());
      EXPECT_EQ(std::to_string(made.facts.size()), Sample(mapping, entry.path()).figures("count(*)", "").front());
      ++files;
    }
  }
  EXPECT_GE(files, 10U);
  EXPECT_THAT(findings, IsSupersetOf({"register.area_not_stated", "register.unit_unknown"}));
  EXPECT_THAT(findings, IsSubsetOf({"register.area_not_stated", "register.means_missing", "register.rows_unused",
                                    "register.unit_unknown"}));
}

TEST(Normalised, FactsOfEachKind) {
  const auto index = normalised(shipped_mapping("hemtjanstindex"), sample_file("hemtjanstindex", "Index25_hela.xlsx"));
  EXPECT_THAT(index.facts, Contains("hemtjanstindex.index 1981 2025 T 71.9 final"));
  EXPECT_THAT(index.facts, Contains("hemtjanstindex.rank[del=stod] 1981 2025 T 186 final"));
  const auto survey =
      normalised(shipped_mapping("brukarundersokningen_aldre"),
                 sample_file("brukarundersokningen_aldre", "2025-10-9793-bilaga-hemtjanst-verksamheter-2025.xlsx"));
  EXPECT_THAT(survey.facts, Contains("brukarundersokningen_aldre.svarande_enhet[verksamhet=hemtjanst] 0180 2025 "
                                     "K 50 at_least brukarundersokningen_aldre.0180.lindglantan-stockholm"));
  EXPECT_THAT(survey.facts, Contains("brukarundersokningen_aldre.andel_enhet[fraga=trygghet;verksamhet=hemtjanst] "
                                     "1981 2025 M 68 final brukarundersokningen_aldre.1981.aspdalen-sala"));
  const auto units = normalised(shipped_mapping("enhetsundersokningen_aldreomsorg"),
                                sample_file("enhetsundersokningen_aldreomsorg", "2025-10-9834-resultat.xlsx"));
  EXPECT_THAT(units.facts, Contains("enhetsundersokningen_aldreomsorg.andel[dag=helg;indikator=32;variant=total;"
                                    "verksamhet=hemtjanst] SE 2025 T 56.26 final"));
}

}  // namespace
}  // namespace sluss::connectors::registers
