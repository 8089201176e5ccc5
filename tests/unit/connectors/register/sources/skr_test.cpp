// SKR's brukarundersökning of IFO and of funktionshinder: few answers, and a share of each question.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/connectors/register/sources/normalised.h"
#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* id = "brukarundersokningen_skr";

TEST(BrukarundersokningenSkr, EachSurveyIsASeriesAndItsQuestionsAreFigures) {
  const auto mapping = shipped_mapping(id);
  EXPECT_THAT(mapping.series.key, ElementsAre("undersokning"));
  Sample ifo(mapping, sample_file(id, "Brukarundersokning_IFO_2025.xlsx"));
  EXPECT_EQ(ifo.refused(), "no");
  EXPECT_THAT(ifo.rejects(), IsEmpty());
  EXPECT_EQ(*find_capture(ifo.summary().captures, "undersokning"), "IFO");
  EXPECT_THAT(ifo.figures("distinct fraga", "where measure = 'andel' order by 1"), ElementsAre("1", "2", "3", "7"));
  // Those who took part are not the country.
  EXPECT_EQ(ifo.table("resultat").skipped.at("alla deltagande kommuner, som inte är riket"), 2);
  EXPECT_THAT(ifo.figures("distinct area", "order by 1"), ElementsAre("0665", "1980", "1981"));
  for (const auto* name : {"Brukarundersökning IFO 2025.xlsx", "Brukarundersökning funktionshinder 2025 resultat.xlsx"})
    EXPECT_TRUE(Patterns(mapping.files.names).matches(name)) << name;
}

/// Five of fifteen answered, as Vaggeryd has published; of its women three, and of its men two.
TEST(BrukarundersokningenSkr, FewAnswersHaveABoundAndNoShare) {
  const auto made = normalised(shipped_mapping(id), sample_file(id, "Brukarundersokning_funktionshinder_2025.xlsx"));
  EXPECT_THAT(made.rejects, IsEmpty());
  const std::string of = "[insats=myndighetskontakt;undersokning=funktionshinder;variant=total] 0665 2025 ";
  const std::string bsk = "brukarundersokningen_skr.";
  EXPECT_THAT(facts_of(made, bsk + "svar" + of),
              ElementsAre(bsk + "svar" + of + "K 4 at_most", bsk + "svar" + of + "M 4 at_most",
                          bsk + "svar" + of + "T 5 final"));
  EXPECT_THAT(facts_of(made, bsk + "tillfragade" + of + "T "), ElementsAre(bsk + "tillfragade" + of + "T 15 final"));
  EXPECT_THAT(facts_of(made, bsk + "svarsfrekvens" + of),
              ElementsAre(bsk + "svarsfrekvens" + of + "K - suppressed", bsk + "svarsfrekvens" + of + "M - suppressed",
                          bsk + "svarsfrekvens" + of + "T 33 final"));
  const std::string share =
      bsk + "andel[fraga=1;insats=myndighetskontakt;undersokning=funktionshinder;variant=total] 0665 2025 ";
  EXPECT_EQ(facts_of(made, share + "T ").size(), 1U);
  EXPECT_THAT(facts_of(made, share + "K "), ElementsAre(share + "K - suppressed"));
}

}  // namespace
}  // namespace sluss::connectors::registers
