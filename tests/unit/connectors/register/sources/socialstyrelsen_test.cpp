// Socialstyrelsen's workbooks: their generated samples by the shipped mappings.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/unit/connectors/register/sources/sample.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Lines = std::vector<std::string>;

TEST(Enhetsundersokningen, RowsOfEachLevelAndVariantAreOnce) {
  Sample book(shipped_mapping("enhetsundersokningen_aldreomsorg"),
              sample_file("enhetsundersokningen_aldreomsorg", "2025-10-9834-resultat.xlsx"));
  EXPECT_EQ(book.refused(), "no");
  EXPECT_THAT(book.rejects(), IsEmpty());
  EXPECT_THAT(book.summary().unused_sheets, ElementsAre("Information"));
  EXPECT_THAT(book.lines("select level, variant, count(distinct \"row\") from omraden where verksamhet = 'Hemtjänst' "
                         "group by all order by all"),
              ElementsAre("kommun|enskild|3", "kommun|offentlig|3", "kommun|total|3", "län|enskild|2",
                          "län|offentlig|2", "län|total|2", "rike|enskild|1", "rike|offentlig|1", "rike|total|1",
                          "stadsdel|enskild|2", "stadsdel|offentlig|2", "stadsdel|total|2"));
  EXPECT_THAT(
      book.lines("select distinct verksamhet, sheet from omraden order by all"),
      ElementsAre("Hemtjänst|Hemtjänst, kommun, län, rike", "Särskilt boende|Särskilt boende, kommun, län, rike"));
}

TEST(Enhetsundersokningen, FiguresOfAreasAndUnits) {
  Sample book(shipped_mapping("enhetsundersokningen_aldreomsorg"),
              sample_file("enhetsundersokningen_aldreomsorg", "2025-10-9834-resultat.xlsx"));
  const std::string columns = "area, indikator, dag, variant, round(value, 2), status";
  EXPECT_THAT(
      book.figures(columns,
                   "where measure = 'andel' and verksamhet = 'hemtjanst' and area = 'SE' "
                   "and indikator in ('2', '32') order by all"),
      ElementsAre("SE|2|alla|enskild|71.88|final", "SE|2|alla|offentlig|38.52|final", "SE|2|alla|total|54.71|final",
                  "SE|32|helg|enskild|56.52|final", "SE|32|helg|offentlig|56.05|final", "SE|32|helg|total|56.26|final",
                  "SE|32|vardag|enskild|40|final", "SE|32|vardag|offentlig|34.53|final",
                  "SE|32|vardag|total|36.81|final"));
  EXPECT_THAT(book.figures(columns,
                           "where measure = 'andel' and verksamhet = 'hemtjanst' and indikator = '32' and "
                           "dag = 'vardag' and area in ('county:19', '1981') order by all"),
              ElementsAre("1981|32|vardag|enskild|~|missing", "1981|32|vardag|offentlig|~|suppressed",
                          "1981|32|vardag|total|~|suppressed", "county:19|32|vardag|enskild|50.27|final",
                          "county:19|32|vardag|offentlig|40.1|final", "county:19|32|vardag|total|44.94|final"));
  EXPECT_THAT(book.figures("area, indikator, dag, variant, value",
                           "where measure = 'bakgrund' and area in ('SE', '1981') and variant = 'total' order by all"),
              ElementsAre("1981|b9|helg|total|6.2", "1981|b9|vardag|total|5.75", "SE|b9|helg|total|7.18",
                          "SE|b9|vardag|total|5.96"));
  EXPECT_THAT(book.figures("measure, area, unit, indikator, dag, variant, round(value, 2), status",
                           "where area = '1981' and unit like '% hemtjänst, Sala' and indikator in ('32', 'b9') "
                           "and dag = 'vardag' order by all"),
              ElementsAre("andel_enhet|1981|Björkbacken hemtjänst, Sala|32|vardag|~|63.41|final",
                          "andel_enhet|1981|Sälgkullen hemtjänst, Sala|32|vardag|~|~|missing",
                          "bakgrund_enhet|1981|Björkbacken hemtjänst, Sala|b9|vardag|~|7.6|final",
                          "bakgrund_enhet|1981|Sälgkullen hemtjänst, Sala|b9|vardag|~|3.9|final"));
}

TEST(Enhetsundersokningen, TheWholeCountryAgreesWithTheModel) {
  const auto folder = std::filesystem::path(SLUSS_BINARY_DIR) / "samples/enhetsundersokningen_aldreomsorg/1";
  Sample book(shipped_mapping("enhetsundersokningen_aldreomsorg"), folder / "2025-10-9834-resultat.xlsx");
  std::ifstream truth(folder / "truth.tsv");
  std::multiset<std::string> wanted;
  for (std::string line; std::getline(truth, line);) wanted.insert(line);
  ASSERT_GT(wanted.size(), 7000U);
  std::multiset<std::string> found;
  for (const auto& line :
       book.figures("measure || chr(9) || area || chr(9) || verksamhet || ' ' || indikator || ' ' || "
                    "dag || ' ' || variant || chr(9) || coalesce(printf('%.6g', value), '')",
                    "where measure = 'andel'"))
    found.insert(line);
  Lines differing;
  std::ranges::set_symmetric_difference(found, wanted, std::back_inserter(differing));
  EXPECT_THAT(differing, IsEmpty());
  EXPECT_THAT(book.rejects(), IsEmpty());
}

TEST(OppnaJamforelser, AnswersAreSharesOfAHundred) {
  Sample book(shipped_mapping("oppna_jamforelser_aldre"),
              sample_file("oppna_jamforelser_aldre", "2025-6-9651-oppna-jamforelser-aldreomsorg-2025.xlsx"));
  EXPECT_EQ(book.refused(), "no");
  EXPECT_THAT(book.rejects(), IsEmpty());
  EXPECT_EQ(book.table("resultat").header_row, 4);
  EXPECT_THAT(book.table("resultat").levels,
              UnorderedElementsAre(std::pair<const std::string, std::int64_t>("rike", 1), std::pair("län", 3),
                                   std::pair("kommun", 4), std::pair("stadsdel", 2)));
  EXPECT_THAT(
      book.figures("area, indikator, variant, value, status",
                   "where area in ('SE', '0331', '1981', 'county:19') order by all"),
      ElementsAre("0331|1|total|100|final", "0331|10|total|14.2|final", "0331|2|total|~|not_applicable",
                  "1981|1|total|100|final", "1981|10|total|34.8|final", "1981|2|total|0|final", "SE|1|total|100|final",
                  "SE|10|total|26.2|final", "SE|2|total|50|final", "county:19|1|total|100|final",
                  "county:19|10|total|32.5|final", "county:19|2|total|50|final"));
}

TEST(Brukarundersokningen, EachMunicipalitysSheetHasItsUnits) {
  Sample book(shipped_mapping("brukarundersokningen_aldre"),
              sample_file("brukarundersokningen_aldre", "2025-10-9793-bilaga-hemtjanst-verksamheter-2025.xlsx"));
  EXPECT_EQ(book.refused(), "no");
  EXPECT_THAT(book.rejects(), IsEmpty());
  EXPECT_THAT(book.summary().unused_sheets, ElementsAre("Information", "Innehåll"));
  EXPECT_EQ(*find_capture(book.summary().captures, "slag"), "verksamhet");
  EXPECT_EQ(book.table("verksamheter").header_row, 11);
  EXPECT_EQ(book.table("verksamheter").skipped.at("kommunens summa"), 3);
  EXPECT_THAT(
      book.figures("area, unit, kon, value, status, least, most",
                   "where measure = 'svarande_enhet' order by area, unit, kon"),
      ElementsAre("0180|Lindgläntan, Stockholm|K|~|at_least|50|99", "0180|Lindgläntan, Stockholm|M|~|at_least|30|49",
                  "0180|Lindgläntan, Stockholm|T|~|at_least|100|~", "0180|Lönnlunden, Stockholm|K|~|at_least|50|99",
                  "0180|Lönnlunden, Stockholm|M|~|at_least|10|29", "0180|Lönnlunden, Stockholm|T|~|at_least|50|99",
                  "1980|Granliden, Västerås|K|~|at_least|10|29", "1980|Granliden, Västerås|M|~|at_least|30|49",
                  "1980|Granliden, Västerås|T|~|at_least|30|49", "1981|Aspdalen, Sala|K|~|at_least|50|99",
                  "1981|Aspdalen, Sala|M|~|at_least|10|29", "1981|Aspdalen, Sala|T|~|at_least|50|99"));
  EXPECT_THAT(
      book.figures("period, unit, fraga, kon, value, status",
                   "where measure = 'andel_enhet' and area = '1981' and fraga in ('helhet', 'trygghet') order by all"),
      ElementsAre("2025|Aspdalen, Sala|helhet|K|62|final", "2025|Aspdalen, Sala|helhet|M|~|missing",
                  "2025|Aspdalen, Sala|helhet|T|82|final", "2025|Aspdalen, Sala|trygghet|K|91|final",
                  "2025|Aspdalen, Sala|trygghet|M|68|final", "2025|Aspdalen, Sala|trygghet|T|64|final"));
}

TEST(Brukarundersokningen, ThreeYearsOfAreas) {
  Sample book(
      shipped_mapping("brukarundersokningen_aldre"),
      sample_file("brukarundersokningen_aldre", "2025-10-9793-bilaga-hemtjanst-rike-lan-kommun-2022-2024.xlsx"));
  EXPECT_EQ(book.refused(), "no");
  EXPECT_THAT(book.rejects(), IsEmpty());
  EXPECT_EQ(*find_capture(book.summary().captures, "slag"), "rike-lan");
  EXPECT_THAT(
      book.figures("area, period, value, status, variant",
                   "where fraga = 'helhet' and kon = 'T' and area in ('SE', '1981', 'county:19') order by all"),
      ElementsAre("1981|2022|86|final|total", "1981|2023|67|final|total", "1981|2024|83|final|total",
                  "SE|2022|71|final|total", "SE|2023|93|final|total", "SE|2024|90|final|total",
                  "county:19|2022|65|final|total", "county:19|2023|77|final|total", "county:19|2024|85|final|total"));
  EXPECT_THAT(book.figures("distinct fraga", "order by 1"),
              ElementsAre("bemotande", "helhet", "inflytande", "trygghet"));
}

/// 290 municipalities' sheets and two more.
TEST(Brukarundersokningen, AllSheetsOfTheWholeWorkbookAreRead) {
  Sample book(shipped_mapping("brukarundersokningen_aldre"),
              std::filesystem::path(SLUSS_BINARY_DIR) /
                  "samples/brukarundersokningen_aldre/1/2025-10-9793-bilaga-hemtjanst-verksamheter-2025.xlsx");
  EXPECT_EQ(book.refused(), "no");
  EXPECT_THAT(book.rejects(), IsEmpty());
  EXPECT_EQ(book.summary().tables.size(), 290U);
  EXPECT_EQ(book.figures("count(distinct area)", "").front(), "290");
  EXPECT_EQ(book.lines("select count(*) from verksamheter where svarsintervall_status not in ('at_least', 'at_most')")
                .front(),
            "0");
  // A withheld share has few answers, and few answers have no share.
  EXPECT_EQ(
      book.lines("select count(*) from verksamheter where (varde_status = 'suppressed') <> (svarsintervall_status = "
                 "'at_most')")
          .front(),
      "0");
}

}  // namespace
}  // namespace sluss::connectors::registers
