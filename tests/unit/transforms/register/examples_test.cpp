// The worked examples of docs/mappings.md, from a file's cells to figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/transforms/register/load_of.h"

namespace sluss::transforms::normalise {
namespace {

using connectors::registers::worked_example;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(RegisterExamples, HemtjanstindexOfTheReport) {
  const auto loaded = load_of(
      worked_example("hemtjanstindex"),
      {{"Rank", "Kommun", "Totalindex", "Information", "Biståndshandläggning", "Utförande", "Stöd och utveckling"},
       {"97", "Sala", "71,9", "118", "103", "6", "186"},
       {"", "Gnosjö", "Data saknas", "-", "-", "-", "-"},
       {"", "Medelvärde", "68,9"}},
      {}, "Index25_hela.csv");
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.facts,
              ElementsAre("hemtjanstindex.index 0617 2025 T ~ missing", "hemtjanstindex.index 1981 2025 T 71.9 final",
                          "hemtjanstindex.rank[del=bistand] 0617 2025 T ~ missing",
                          "hemtjanstindex.rank[del=information] 0617 2025 T ~ missing",
                          "hemtjanstindex.rank[del=stod] 0617 2025 T ~ missing",
                          "hemtjanstindex.rank[del=utforande] 0617 2025 T ~ missing",
                          "hemtjanstindex.rank[del=utforande] 1981 2025 T 6 final",
                          "hemtjanstindex.rank[del=bistand] 1981 2025 T 103 final",
                          "hemtjanstindex.rank[del=information] 1981 2025 T 118 final",
                          "hemtjanstindex.rank[del=stod] 1981 2025 T 186 final"));
  EXPECT_EQ(loaded.dimensions.indicators[0].description,
            "Hemtjänstindex. Källa: SPF Seniorerna, Hemtjänstindex. Läses enligt en beskrivning som inte är jämförd "
            "med en riktig fil.");
  EXPECT_EQ(loaded.dimensions.indicators[1].title, "Placering i delindex, Delindex: bistand");
}

TEST(RegisterExamples, ArbetsformedlingensSumsAreMinst) {
  const MemorySheet total{.name = "Total",
                          .rows = {{"PERIOD", "LÄN", "KOMMUN", "ARBETSLÖSA", "Utan arbete mer än 6 månader",
                                    "Utan arbete mer än 12 månader", "Utan arbete mer än 24 månader"},
                                   {"@2026-08-01", "Västmanlands län", "Sala", "=512", "=100", "<5", "=0"},
                                   {"@2026-08-01", "Västmanlands län", "Uppgift saknas", "=1", "=2", "=3", "=4"},
                                   {"2026-08", "Uppgift saknas", "Uppgift saknas", "119", "5", "5", "5"}}};
  const std::string name = "web-inskrivna-arbetslosa-tid-utan-arbete-lan-kom-2026-08.xlsx";
  const auto loaded = load_of(worked_example("arbetsformedlingen_tid"), name, {{name, {total}}}, {.period = "2026-08"});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.facts, testing::UnorderedElementsAre(
                                "arbetsformedlingen_tid.arbetslosa[tid=0] 1981 2026-08 T 512 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=6] 1981 2026-08 T 100 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=12] 1981 2026-08 T 4 final at_most",
                                "arbetsformedlingen_tid.arbetslosa[tid=24] 1981 2026-08 T 0 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=0] county:19 2026-08 T 513 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=6] county:19 2026-08 T 102 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=12] county:19 2026-08 T 4 final at_least",
                                "arbetsformedlingen_tid.arbetslosa[tid=24] county:19 2026-08 T 4 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=0] SE 2026-08 T 632 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=6] SE 2026-08 T 107 final",
                                "arbetsformedlingen_tid.arbetslosa[tid=12] SE 2026-08 T 9 final at_least",
                                "arbetsformedlingen_tid.arbetslosa[tid=24] SE 2026-08 T 9 final"));
  EXPECT_THAT(loaded.rejects, IsEmpty());
}

TEST(RegisterExamples, EnhetsundersokningensLevelsAndVariants) {
  const MemorySheet areas{.name = "Hemtjänst, kommun, län, rike",
                          .rows = {{"Län", "Kommun", "Stadsdel", "Regi", "2. Aktuell genomförandeplan", ""},
                                   {"", "", "", "", "Andel", "Antal"},
                                   {"Riket", "", "", "Totalt", "=0.456", "=120"},
                                   {"Västmanlands län", "", "", "Offentlig", "=0.5", "=7"},
                                   {"Västmanlands län", "Sala", "", "Enskild regi", "..", "=3"},
                                   {"Stockholms län", "Stockholm", "Farsta", "", "=1", "=2"}},
                          .merged = {{1, 1, 4, 5}, {1, 2, 0, 0}, {1, 2, 1, 1}}};
  const std::string name = "2025-10-9834-resultat.xlsx";
  const auto loaded = load_of(worked_example("enhetsundersokningen_hemtjanst"), name, {{name, {areas}}});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.facts,
              testing::UnorderedElementsAre(
                  "enhetsundersokningen_hemtjanst.andel[indikator=2;variant=total] SE 2025 T 45.6 final",
                  "enhetsundersokningen_hemtjanst.andel[indikator=2;variant=offentlig] county:19 2025 T 50 final",
                  "enhetsundersokningen_hemtjanst.andel[indikator=2;variant=enskild] 1981 2025 T ~ missing"));
}

TEST(RegisterExamples, EkonomisktBistandOfAZip) {
  const Files zip{
      {"ekonomiskt bistand - region.csv", {{.name = "", .rows = {{"kod", "text"}, {"00", "Riket"}, {"1981", "Sala"}}}}},
      {"ekonomiskt bistand - mått.csv", {{.name = "", .rows = {{"kod", "text"}, {"1", "Antal mottagare"}}}}},
      {"ekonomiskt bistand - data - 2024.csv",
       {{.name = "",
         .rows = {{"ar", "region", "matt", "kon", "varde"},
                  {"2024", "1981", "1", "2", "1 234"},
                  {"2024", "180", "1", "1", "7"},
                  {"2024", "00", "1", "3", "X"}}}}}};
  const auto loaded =
      load_of(worked_example("ekonomiskt_bistand"), "statistikdatabasen-ekonomiskt bistand.zip", zip, {.period = ""});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.facts, testing::UnorderedElementsAre("ekonomiskt_bistand.mottagare 1981 2024 K 1234 final",
                                                          "ekonomiskt_bistand.mottagare 0180 2024 M 7 final",
                                                          "ekonomiskt_bistand.mottagare SE 2024 T ~ suppressed"));
  EXPECT_THAT(loaded.findings, ElementsAre(StartsWith("register.area_mended data.region 1: ")));
}

}  // namespace
}  // namespace sluss::transforms::normalise
