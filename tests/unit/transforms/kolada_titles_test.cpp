#include "transforms/normalise/kolada_titles.h"

#include <gtest/gtest.h>

namespace sluss::transforms::normalise {
namespace {

TEST(KoladaTitles, WhiteSpaceCollapses) {
  EXPECT_EQ(clean_title("Brukarbedömning hemtjänst äldreomsorg -  helhetssyn, andel (%)"),
            "Brukarbedömning hemtjänst äldreomsorg - helhetssyn, andel (%)");
  EXPECT_EQ(clean_title("  a\t b\n c "), "a b c");
  EXPECT_EQ(clean_title(""), "");
  EXPECT_EQ(clean_title("   "), "");
}

TEST(KoladaTitles, LiteralBackslashNBecomesALineBreak) {
  EXPECT_EQ(clean_description("Rad ett.\\nRad två.\\n"), "Rad ett.\nRad två.");
  EXPECT_EQ(clean_description("a\\b\\"), "a\\b\\");
}

TEST(KoladaTitles, DiscontinuedYear) {
  const std::vector<std::pair<std::string_view, std::optional<std::int32_t>>> cases = {
      {"Omsorgspersonal med adekvat utbildning, andel (%) (-2023)", 2023},
      {"Personalkontinuitet, medelvärde (- 2024)", 2024},
      {"Personalkontinuitet, medelvärde ( - 2024 ) ", 2024},
      {"Invånare 80+, andel (%)", std::nullopt},
      {"Något (2023)", std::nullopt},
      {"Något (-23)", std::nullopt},
      {"Något (-2023) men kvar", std::nullopt},
      {"Något (2019-2023)", std::nullopt},
      {"-2023)", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [title, year] : cases) EXPECT_EQ(discontinued_year(title), year) << title;
}

TEST(KoladaTitles, Measures) {
  // Titles of Kolada's catalogue.
  const std::vector<std::pair<std::string_view, std::optional<std::string>>> cases = {
      {"Brukarbedömning hemtjänst äldreomsorg -  helhetssyn, andel (%)", "andel (%)"},
      {"Brukarbedömning hemtjänst äldreomsorg - svarande, antal", "antal"},
      {"Väntetid i antal dagar från ansökningsdatum till första erbjudet inflyttningsdatum till särskilt boende, "
       "medelvärde",
       "dagar"},
      {"Väntetid i antal dagar från ansökningsdatum till första erbjudet inflyttningsdatum till särskilt boende, "
       "median "
       "(- 2024)",
       "dagar"},
      {"Väntetider från ansökningsdatum till första erbjudet inflyttningsdatum till särskilt boende, väntat längre än "
       "90 "
       "dagar (%)",
       "(%)"},
      {"Personalkontinuitet, antal personal som en hemtjänsttagare med minst 2 besök dagligen möter under 14 dagar, "
       "medelvärde (- 2024)",
       "medelvärde"},
      {"Nettokostnadsavvikelse äldreomsorg, (%)", "(%)"},
      {"Nettokostnadsavvikelse LSS (%)", "(%)"},
      {"Nettokostnadsavvikelse äldreomsorg, miljoner kronor", "mkr"},
      {"Nettokostnadsavvikelse äldreomsorg, mkr", "mkr"},
      {"Enhetsundersökningen, äldreomsorg - Omsorgspersonal med adekvat utbildning, vardagar i särskilt boende, "
       "äldreomsorg, andel (%) (-2023)",
       "andel (%)"},
      {"Enhetsundersökningen, äldreomsorg - Platser i särskilt boende/sjuksköterska, äldreomsorg, vardagar, antal",
       "antal"},
      {"Fallskador bland personer 80+, 3-årsm, antal slutenvårdstillfällen/100 000 inv", "antal/100 000 inv"},
      {"Biståndshushåll, ekonomiskt bistånd, antal", "antal"},
      {"Personer i kommunens aktivitetsansvar, andel (%) av inv 16-19 år", "andel (%)"},
      {"Vuxna (18+) som aktualiserats i individ- och familjeomsorgen p.g.a. utsatthet för våld i nära "
       "relation/hedersrelaterat våld, antal/10 000 vuxna invånare",
       "antal/10 000 inv"},
      {"Barn och unga 0-20 år som har varit placerade på familjehem någon gång under året, antal/1000 inv",
       "antal/1000 inv"},
      {"Antal barn och unga 0-20 år som har varit placerade på familjehem någon gång under året", "antal"},
      {"Kostnad missbruksvård vuxna, kr/inv", "kr/inv"},
      {"Kostnad heldygnsvård vuxna med missbruksproblem kr/inv 21-64 år", "kr/inv"},
      {"Kvalitetsindex äldreomsorg", "index"},
      {"Brukarbedömning hemtjänst äldreomsorg, färre än 30 svarande ( Ja=1, Nej=0)", "(Ja=1, Nej=0)"},
      {"Våld i nära relation, finns rutin (Ja = 1, Nej = 0)", "(Ja=1, Nej=0)"},
      {"Något, antal/1 000 invånare", "antal/1000 inv"},
      {"Något, antal/100 000", "antal/100 000"},
      {"Något, kr/invånare", "kr/inv"},
      {"Kostnad per konsumerad DRG-poäng, kr/DRG-poäng", "kr/DRG-poäng"},
      {"Elanvändning, MWh/inv", "MWh/inv"},
      {"Väntetid, dagar", "dagar"},
      {"Invånare totalt", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [title, measure] : cases) EXPECT_EQ(measure_of(title), measure) << title;
}

TEST(KoladaTitles, ARewordedTitleIsNoNewMeasureButAnotherScaleIs) {
  EXPECT_EQ(measure_of("Våld, antal/10 000 vuxna invånare"), measure_of("Våld i nära relation, antal/10 000 inv"));
  EXPECT_NE(measure_of("Våld, antal/10 000 inv"), measure_of("Våld, antal/100 000 inv"));
}

TEST(KoladaTitles, GroupTitlesInParts) {
  const std::vector<std::pair<std::string_view, GroupTitle>> cases = {
      {"Liknande kommuner äldreomsorg, Sala, 2024", {"Liknande kommuner äldreomsorg", "Sala", 2024}},
      {"Liknande kommuner LSS,  Malung-Sälen , 2023", {"Liknande kommuner LSS", "Malung-Sälen", 2023}},
      {"Grupp a, b och c, Sala, 2024", {"Grupp a, b och c", "Sala", 2024}},
      {"Fyrkommunsnätverket (ovägt medel)", {"Fyrkommunsnätverket (ovägt medel)", "", std::nullopt}},
      {"Pendlingskommuner, 2023", {"Pendlingskommuner", "", 2023}},
      {"Nätverket Sala, Heby", {"Nätverket Sala, Heby", "", std::nullopt}},
      {"", {"", "", std::nullopt}},
  };
  for (const auto& [title, parts] : cases) EXPECT_EQ(group_title(title), parts) << title;
}

}  // namespace
}  // namespace sluss::transforms::normalise
