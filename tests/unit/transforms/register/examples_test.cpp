// The worked examples of docs/mappings.md, from a file's cells to figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/transforms/register/load_of.h"

namespace sluss::transforms::normalise {
namespace {

using connectors::registers::worked_example;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

connectors::registers::Mapping shipped_mapping(const std::string& id) {
  std::ifstream file(std::string(SLUSS_SOURCE_DIR) + "/config/sources/" + id + ".toml");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  auto mapping = connectors::registers::parse_mapping(text, id + ".toml");
  if (!mapping) throw std::runtime_error(connectors::registers::errors_text(mapping.error()));
  return *std::move(mapping);
}

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
                          "hemtjanstindex.rank[del=total] 0617 2025 T ~ missing",
                          "hemtjanstindex.rank[del=utforande] 0617 2025 T ~ missing",
                          "hemtjanstindex.rank[del=utforande] 1981 2025 T 6 final",
                          "hemtjanstindex.rank[del=total] 1981 2025 T 97 final",
                          "hemtjanstindex.rank[del=bistand] 1981 2025 T 103 final",
                          "hemtjanstindex.rank[del=information] 1981 2025 T 118 final",
                          "hemtjanstindex.rank[del=stod] 1981 2025 T 186 final"));
  EXPECT_EQ(loaded.dimensions.indicators[0].description,
            "Hemtjänstindex. Källa: SPF Seniorerna, Hemtjänstindex. Läses enligt en beskrivning som inte är jämförd "
            "med en riktig fil.");
  EXPECT_EQ(loaded.dimensions.indicators[1].title, "Placering, Delindex: Biståndshandläggning");
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

/// A sum with a part that is not known is "minst", and a sum of nothing known is missing: in the example and in the
/// ready mapping.
TEST(RegisterExamples, ArbetsformedlingensMissingPartsAreNoZeros) {
  const MemorySheet total{.name = "Total",
                          .rows = {{"PERIOD", "LÄN", "KOMMUN", "ARBETSLÖSA", "Utan arbete mer än 6 månader",
                                    "Utan arbete mer än 12 månader", "Utan arbete mer än 24 månader"},
                                   {"2006-12", "Uppsala län", "Heby", "=380", "=244", "=90", ""},
                                   {"2006-12", "Västmanlands län", "Heby", "=10", "", "<5", ""}}};
  const std::string name = "web-inskrivna-arbetslosa-tid-utan-arbete-lan-kom-2026-08.xlsx";
  for (const auto& mapping : {worked_example("arbetsformedlingen_tid"), shipped_mapping("arbetsformedlingen_tid")}) {
    SCOPED_TRACE(mapping.note);
    const auto loaded = load_of(mapping, name, {{name, {total}}}, {.period = "2026-08"});
    EXPECT_EQ(loaded.error, "none");
    Lines facts;
    for (const auto& fact : loaded.facts) facts.push_back(fact.substr(fact.find('[')));
    EXPECT_THAT(facts, testing::UnorderedElementsAre(
                           "[tid=0] 1917 2006-12 T 390 final", "[tid=6] 1917 2006-12 T 244 final at_least",
                           "[tid=12] 1917 2006-12 T 91 final at_least", "[tid=24] 1917 2006-12 T ~ missing",
                           "[tid=0] county:03 2006-12 T 380 final", "[tid=6] county:03 2006-12 T 244 final",
                           "[tid=12] county:03 2006-12 T 90 final", "[tid=24] county:03 2006-12 T ~ missing",
                           "[tid=0] county:19 2006-12 T 10 final", "[tid=6] county:19 2006-12 T ~ missing",
                           "[tid=12] county:19 2006-12 T 4 final at_most", "[tid=24] county:19 2006-12 T ~ missing",
                           "[tid=0] SE 2006-12 T 390 final", "[tid=6] SE 2006-12 T 244 final at_least",
                           "[tid=12] SE 2006-12 T 91 final at_least", "[tid=24] SE 2006-12 T ~ missing"));
    EXPECT_THAT(loaded.rejects, IsEmpty());
  }
}

/// The SELECT that docs/mappings.md has under "Sums".
std::string printed_sum() {
  std::ifstream file(std::string(SLUSS_SOURCE_DIR) + "/docs/mappings.md");
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto begin = page.find("\n    select ", page.find("#### Sums"));
  return page.substr(begin, page.find("\n\n", begin) - begin);
}

TEST(RegisterExamples, ASumAsItIsPrinted) {
  const auto mapping = mapping_of(R"([files]
names = ["bilar*"]
[[mark]]
texts = ["X"]
status = "suppressed"
[[mark]]
texts = ["<{n:number}"]
status = "at_most"
below = "{n}"
least = 1
[[measure]]
name = "antal"
title = "Antal"
[[table]]
name = "t"
[[table.column]]
name = "lan"
heading = "Län"
type = "area"
list = "lan"
[[table.column]]
name = "period"
heading = "År"
type = "period"
[[table.column]]
name = "x"
heading = "Antal"
type = "integer"
[facts]
select = """)" + printed_sum() + "\n\"\"\"\n");
  const auto loaded = load_of(mapping, {{"Län", "År", "Antal"},
                                        {"Uppsala län", "2025", "=5"},
                                        {"Uppsala län", "2025", "=7"},
                                        {"Västmanlands län", "2025", "=5"},
                                        {"Västmanlands län", "2025", "X"},
                                        {"Skåne län", "2025", ""},
                                        {"Skåne län", "2025", "X"},
                                        {"Dalarnas län", "2025", "=3"},
                                        {"Dalarnas län", "2025", "<5"}});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.facts, testing::UnorderedElementsAre("bilar.antal county:03 2025 T 12 final",
                                                          "bilar.antal county:19 2025 T 5 final at_least",
                                                          "bilar.antal county:12 2025 T ~ missing",
                                                          "bilar.antal county:20 2025 T 4 final at_least"));
}

TEST(RegisterExamples, EnhetsundersokningensLevelsAndVariants) {
  const MemorySheet areas{.name = "Hemtjänst, kommun, län, rike",
                          .rows = {{"Län", "Kommun", "Stadsdel", "Regi", "2. Genomförandeplan", "", "b9. Brukare"},
                                   {"", "", "", "", "Andel", "Antal enheter", "Medelvärde"},
                                   {"Riket", "", "", "Totalt", "=0.456", "=120", "=4.5"},
                                   {"Västmanlands län", "", "", "Offentlig", "=0.5", "=7", "X"},
                                   {"Västmanlands län", "Sala", "", "Enskild regi", "..", "=3", "=2"},
                                   {"Stockholms län", "Stockholm", "Farsta", "", "=1", "=2", "=6.25"}},
                          .merged = {{1, 1, 4, 5}, {1, 2, 0, 0}, {1, 2, 1, 1}}};
  const std::string name = "2025-10-9834-resultat.xlsx";
  const auto loaded = load_of(worked_example("enhetsundersokningen_hemtjanst"), name, {{name, {areas}}});
  EXPECT_EQ(loaded.error, "none");
  Lines facts;
  for (const auto& fact : loaded.facts) facts.push_back(fact.substr(fact.find('.') + 1));
  EXPECT_THAT(facts, testing::UnorderedElementsAre(
                         "andel[indikator=2.-genomforandeplan;variant=total] SE 2025 T 45.6 final",
                         "andel[indikator=2.-genomforandeplan;variant=offentlig] county:19 2025 T 50 final",
                         "andel[indikator=2.-genomforandeplan;variant=enskild] 1981 2025 T ~ missing",
                         "andel[indikator=2.-genomforandeplan;stadsdel=farsta;variant=total] 0180 2025 T 100 final",
                         "antal[indikator=2.-genomforandeplan;variant=total] SE 2025 T 120 final",
                         "antal[indikator=2.-genomforandeplan;variant=offentlig] county:19 2025 T 7 final",
                         "antal[indikator=2.-genomforandeplan;variant=enskild] 1981 2025 T 3 final",
                         "antal[indikator=2.-genomforandeplan;stadsdel=farsta;variant=total] 0180 2025 T 2 final",
                         "medel[indikator=b9.-brukare;variant=total] SE 2025 T 4.5 final",
                         "medel[indikator=b9.-brukare;variant=offentlig] county:19 2025 T ~ suppressed",
                         "medel[indikator=b9.-brukare;variant=enskild] 1981 2025 T 2 final",
                         "medel[indikator=b9.-brukare;stadsdel=farsta;variant=total] 0180 2025 T 6.25 final"));
}

TEST(RegisterExamples, EkonomisktBistandOfAZip) {
  const auto key = [](const std::string& name, Cells rows) {
    rows.insert(rows.begin(), {"kod", "text"});
    return std::pair<std::string, std::vector<MemorySheet>>("ekonomiskt bistånd - " + name + ".csv",
                                                            {{.name = "", .rows = std::move(rows)}});
  };
  const Files zip{key("region", {{"00", "Riket"}, {"19", "Västmanlands län"}, {"1981", "Sala"}}),
                  key("mått", {{"1", "Antal mottagare"}, {"2", "Antal hushåll"}, {"9", "Antal bidrag"}}),
                  key("kön", {{"1", "Män"}, {"2", "Kvinnor"}, {"3", "Båda könen"}}),
                  key("ålder", {{"0", "Totalt"}, {"1", "18-29 år"}}),
                  key("hushållstyp", {{"0", "Samtliga hushåll"}, {"3", "Ensamstående man"}}),
                  {"ekonomiskt bistånd - data - mottagare 2024.csv",
                   {{.name = "",
                     .rows = {{"ar", "region", "kon", "alder", "matt", "varde"},
                              {"2024", "1981", "2", "0", "1", "1 234"},
                              {"2024", "180", "1", "1", "1", "7"},
                              {"2024", "19", "3", "0", "1", "40"},
                              {"2024", "00", "3", "0", "1", "X"}}}}},
                  {"ekonomiskt bistånd - data - hushåll 2024.csv",
                   {{.name = "",
                     .rows = {{"matt", "hushallstyp", "region", "ar", "varde"},
                              {"1", "0", "00", "2024", "X"},
                              {"2", "3", "1981", "2024", "5"},
                              {"9", "0", "1981", "2024", "3"}}}}}};
  const auto loaded =
      load_of(worked_example("ekonomiskt_bistand"), "statistikdatabasen-ekonomiskt bistand.zip", zip, {.period = ""});
  EXPECT_EQ(loaded.error, "none");
  EXPECT_THAT(loaded.facts, testing::UnorderedElementsAre(
                                "ekonomiskt_bistand.mottagare 1981 2024 K 1234 final",
                                "ekonomiskt_bistand.mottagare[alder=18-29-ar] 0180 2024 M 7 final",
                                "ekonomiskt_bistand.mottagare county:19 2024 T 40 final",
                                "ekonomiskt_bistand.mottagare SE 2024 T ~ suppressed",
                                "ekonomiskt_bistand.hushall[hushall=ensamstaende-man] 1981 2024 T 5 final"));
  EXPECT_THAT(loaded.rejects, ElementsAre(HasSubstr("Antal bidrag")));
  EXPECT_THAT(loaded.findings, ElementsAre(StartsWith("register.area_mended data.region 1: ")));
}

}  // namespace
}  // namespace sluss::transforms::normalise
