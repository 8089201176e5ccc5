#include "connectors/register/mapping/locate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/register/mapping/mapping_json.h"
#include "connectors/register/mapping/summary.h"
#include "connectors/register/mapping/table_schema.h"
#include "tests/unit/connectors/register/mapping_documents.h"
#include "tests/unit/connectors/register/memory_document.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Lines = std::vector<std::string>;

struct Outcome {
  Summary summary;
  Lines rows;     ///< "table: value|value|…" of the columns asked for; a NULL is "~"
  Lines rejects;  ///< "sheet row column code shown"
  std::vector<std::size_t> batches;
};

using Files = std::vector<std::pair<std::string, std::vector<MemorySheet>>>;

/// `columns` are of each table's schema; those that a table lacks are left out.
Outcome located(const Mapping& mapping, const std::string& file, Files files, const Lines& columns) {
  Outcome outcome;
  std::vector<MemoryDocument> documents;
  std::vector<Part> parts;
  for (auto& [name, sheets] : files) documents.emplace_back(std::move(sheets));
  for (std::size_t i = 0; i < files.size(); ++i) parts.push_back({files[i].first, &documents[i]});
  const Receiver receiver{.rows = [&](const Table& table, const core::Batch& given) -> core::Result<> {
                            EXPECT_TRUE(given.consistent());
                            EXPECT_EQ(given.schema(), schema_of(table));
                            const auto batch = whole_texts(table, given);
                            outcome.batches.push_back(batch.rows());
                            for (std::size_t row = 0; row < batch.rows(); ++row) {
                              std::string line = table.name + ":";
                              for (const auto& name : columns) {
                                const auto at = batch.schema().find(name);
                                if (!at) continue;
                                line += line.back() == ':' ? " " : "|";
                                line += batch[*at].is_null(row) ? "~" : std::string(batch[*at].text(row));
                              }
                              outcome.rows.push_back(line);
                            }
                            return {};
                          },
                          .reject = [&](const Reject& reject) -> core::Result<> {
                            outcome.rejects.push_back(reject.sheet + " " + std::to_string(reject.row) + " " +
                                                      reject.column + " " + reject.code + " " + reject.shown);
                            return {};
                          }};
  auto summary = locate(mapping, file, parts, receiver);
  EXPECT_TRUE(summary.has_value());
  outcome.summary = *std::move(summary);
  return outcome;
}

std::string refused(const Outcome& outcome) {
  return outcome.summary.refused ? core::describe(*outcome.summary.refused) : "no";
}

Outcome hemtjanst(const std::string& file, std::vector<std::vector<std::string>> rows) {
  return located(
      worked_example("hemtjanstindex"), file, {{file, {{.name = "", .rows = std::move(rows)}}}},
      {"row", "level", "kommun", "rank", "index", "index_status", "period", "stod", "forandring", "saknar_data"});
}

const std::vector<std::string> heading{
    "Rank", "Kommun", "Totalindex", "Information", "Biståndshandläggning", "Utförande", "Stöd och utveckling"};

TEST(Locate, HemtjanstindexOfTwoLists) {
  const auto whole = hemtjanst("Index25_hela.csv", {heading,
                                                    {"1", "Kristianstad", "83,6", "4", "2", "1", "9"},
                                                    {"97", "Sala", "71,9", "118", "103", "6", "186"},
                                                    {"", "Medelvärde", "68,9"},
                                                    {"", "Gnosjö", "Data saknas", "-", "-", "-", "-"}});
  EXPECT_EQ(refused(whole), "no");
  EXPECT_THAT(whole.rows,
              ElementsAre("hela: 2|kommun|Kristianstad|1|83.6|final|2025|9",
                          "hela: 3|kommun|Sala|97|71.9|final|2025|186", "hela: 5|kommun|Gnosjö|~|~|missing|2025|~"));
  EXPECT_THAT(whole.rejects, ElementsAre());
  ASSERT_EQ(whole.summary.tables.size(), 1U);
  EXPECT_EQ(whole.summary.tables[0].skipped.at("medelvärde"), 1);
  EXPECT_EQ(whole.summary.tables[0].marks.at("missing"), 5);

  const auto start = hemtjanst(
      "Index25_start.csv",
      {{"Placering", "Kommun", "+/−", "Saknar data"}, {"97", "Sala", "−12", ""}, {"98", "Falu kommun", "+3", "x"}});
  EXPECT_THAT(start.rows,
              ElementsAre("start: 2|kommun|Sala|97|2025|-12|false", "start: 3|kommun|Falu kommun|98|2025|3|true"));
  const auto again = hemtjanst("Index25_start.csv", {{"Placering", "Kommun", "Förändring från 2024", "Saknar data"},
                                                     {"97", "Sala", "−12", ""},
                                                     {"98", "Falu kommun", "+3", "x"}});
  EXPECT_EQ(again.rows, start.rows);
  const auto lacking = hemtjanst("Index25_start.csv", {{"Placering", "Kommun", "+/-"}, {"97", "Sala", "−12"}});
  EXPECT_THAT(lacking.rows, ElementsAre("start: 2|kommun|Sala|97|2025|-12|~"));
}

TEST(Locate, RowThatEndsEarlyIsOneWhoseLastCellsAreEmpty) {
  const auto of = [](std::vector<std::string> row) { return hemtjanst("Index25_hela.csv", {heading, std::move(row)}); };
  const auto early = of({"97", "Sala", "71,9"});
  EXPECT_THAT(early.rows, ElementsAre("hela: 2|kommun|Sala|97|71.9|final|2025|~"));
  EXPECT_THAT(early.rejects, ElementsAre());
  EXPECT_EQ(of({"97", "Sala", "71,9", "", "", "", ""}).rows, early.rows);
  EXPECT_EQ(of({"97", "Sala", "71,9", "", "", "", "", "", " "}).rows, early.rows);
  // Where the cell must be there, neither is taken.
  EXPECT_THAT(of({"97"}).rejects, ElementsAre(" 2 B register.empty "));
  EXPECT_THAT(of({"97", "", "", "", "", "", ""}).rejects, ElementsAre(" 2 B register.empty "));
  // The words of a boolean that an empty cell is.
  const std::vector<std::string> start{"Placering", "Kommun", "+/−", "Saknar data"};
  const auto few = hemtjanst("Index25_start.csv", {start, {"97", "Sala", "−12"}});
  EXPECT_THAT(few.rows, ElementsAre("start: 2|kommun|Sala|97|2025|-12|false"));
  EXPECT_EQ(hemtjanst("Index25_start.csv", {start, {"97", "Sala", "−12", ""}}).rows, few.rows);
}

TEST(Locate, NumberOfAPersonIsNotShownCutInTwo) {
  const auto text = std::string(34, 'x') + " 19121212-1212";
  const auto outcome = hemtjanst("Index25_hela.csv", {heading, {text, "Sala", "71,9"}});
  ASSERT_EQ(outcome.rejects.size(), 1U);
  EXPECT_THAT(outcome.rejects[0], ::testing::Not(HasSubstr("1912")));
}

TEST(Locate, HeaderMovedAndTitleAboveGiveTheSameRows) {
  const auto moved = hemtjanst("Index25_hela.csv",
                               {{"Hemtjänstindex 2025"},
                                {},
                                {"Stöd", "INDEX", "kommunnamn", "Plats", "Information", "Bistånd", "Utförande", "Ny"},
                                {"186", "=71.9", "Sala", "=97", "118", "103", "6", "?"}});
  EXPECT_EQ(refused(moved), "no");
  EXPECT_THAT(moved.rows, ElementsAre("hela: 4|kommun|Sala|97|71.9|final|2025|186"));
  EXPECT_EQ(moved.summary.tables[0].header_row, 3);
  const auto text = in_swedish(moved.summary);
  EXPECT_THAT(text, Contains("rubriker på rad: 3"));
  EXPECT_THAT(text, Contains(HasSubstr("B \"INDEX\" → index")));
  EXPECT_THAT(text, Contains("kolumner som inte används: H \"Ny\""));
  EXPECT_THAT(text, Contains("nivåer: kommun 1"));
}

TEST(Locate, ColumnRenamedRefusesTheFileWithTheNearestSpelling) {
  auto renamed = heading;
  renamed[1] = "Komun";
  const auto outcome = hemtjanst("Index25_hela.csv", {{"Titel"}, renamed, {"97", "Sala", "71,9", "1", "2", "3", "4"}});
  EXPECT_THAT(outcome.rows, ElementsAre());
  EXPECT_THAT(refused(outcome), HasSubstr("register.header"));
  EXPECT_THAT(refused(outcome), HasSubstr("row 2, the nearest, lacks Kommun (\"Komun\" is near)"));
  EXPECT_EQ(outcome.summary.refused->error_class, core::ErrorClass::data);
  EXPECT_THAT(in_swedish(outcome.summary), Contains(HasSubstr("Filen togs inte emot: ")));
}

TEST(Locate, FileWithoutARowIsRefused) {
  const auto empty = hemtjanst("Index25_hela.csv", {heading});
  EXPECT_EQ(refused(empty), "no");  // whoever takes it in refuses it
  EXPECT_EQ(empty.summary.not_to_take.value_or(core::Error()).code, "register.no_rows");
  const auto passed_over = hemtjanst("Index25_hela.csv", {heading, {"", "Medelvärde", "68,9"}});
  EXPECT_THAT(passed_over.summary.not_to_take.value_or(core::Error()).what,
              HasSubstr("passes over all of the file's 1 rows"));
  // What cannot be read is told row by row.
  EXPECT_FALSE(hemtjanst("Index25_hela.csv", {heading, {"x", "Sala", "71,9", "1", "1", "1", "1"}}).summary.not_to_take);
}

TEST(Locate, FileOfAnotherNameIsRefused) {
  EXPECT_THAT(refused(hemtjanst("Index_hela.csv", {heading})), HasSubstr("register.name"));
}

TEST(Locate, RepeatedHeadingsAreRefusedUnlessTheMappingCountsThem) {
  auto mapping = worked_example("hemtjanstindex");
  const std::vector<std::vector<std::string>> rows{
      {"Plats", "Kommun", "Plats", "Totalindex", "Information", "Bistånd", "Utförande", "Stöd"},
      {"97", "Sala", "5", "71,9", "1", "2", "3", "4"}};
  const Files files{{"f", {{.name = "", .rows = rows}}}};
  mapping.tables[0].files.clear();
  mapping.tables.resize(1);
  EXPECT_THAT(refused(located(mapping, "Index25_hela.csv", files, {})), HasSubstr("register.heading_twice"));
  mapping.tables[0].columns[1].nth = 2;
  EXPECT_THAT(located(mapping, "Index25_hela.csv", files, {"rank"}).rows, ElementsAre("hela: 5"));
}

TEST(Locate, RejectsSayRowColumnAndWhatWasThere) {
  const auto outcome = hemtjanst("Index25_hela.csv", {heading,
                                                      {"1", "Sala", "71,9", "1", "2", "3", "4", "extra"},
                                                      {"2", "Heby", "sjuttio", "1", "2", "3", "4"},
                                                      {"3,5", "", "70", "1", "2", "3", "4"},
                                                      {"4", "Falun", "640823-3234", "1", "2", "3", "4"},
                                                      {"5", "Mora", "#N/A", "1", "2", "3", "4"},
                                                      {"6", "Säter", "50"},
                                                      {},
                                                      heading});
  EXPECT_THAT(outcome.rows, ElementsAre("hela: 7|kommun|Säter|6|50|final|2025|~"));
  EXPECT_THAT(outcome.rejects,
              ElementsAre(" 2 H register.ragged extra", " 3 C register.mark sjuttio", " 4 B register.empty ",
                          " 4 A register.whole 3,5", " 5 C register.mark ***", " 6 C register.mark #N/A"));
  const auto& table = outcome.summary.tables[0];
  EXPECT_EQ(table.read, 8);
  EXPECT_EQ(table.given, 1);
  EXPECT_EQ(table.rejected, 5);
  EXPECT_EQ(table.skipped.at("tom rad"), 1);
  EXPECT_EQ(table.skipped.at("upprepad rubrikrad"), 1);
}

TEST(Locate, NumbersThatNoColumnCanHaveAreRejected) {
  auto mapping = worked_example("hemtjanstindex");
  mapping.marks.push_back({.texts = {"över {n:number}"}, .status = MarkStatus::at_least, .least = "{n}"});
  const auto outcome = located(mapping, "Index25_hela.csv",
                               {{"Index25_hela.csv",
                                 {{.name = "",
                                   .rows = {heading,
                                            {"9223372036854775807", "Sala", "1,5", "1", "2", "3", "4"},
                                            {"9223372036854775808", "Heby", "1,5", "1", "2", "3", "4"},
                                            {"1", "Falun", "=1e999", "1", "2", "3", "4"},
                                            {"över 99999999999999999999", "Mora", "1,5", "1", "2", "3", "4"}}}}}},
                               {"kommun", "rank"});
  EXPECT_THAT(outcome.rows, ElementsAre("hela: Sala|9223372036854775807"));
  EXPECT_THAT(outcome.rejects,
              ElementsAre(" 3 A register.number_size 9223372036854775808", " 4 C register.number_size 1e999",
                          " 5 A register.number_size över 99999999999999999999"));
}

TEST(Locate, TextUnderABlankHeadingIsCounted) {
  auto blank = heading;
  blank.insert(blank.begin() + 1, "");
  const auto outcome = hemtjanst("Index25_hela.csv", {blank, {"1", "not", "Sala", "71,9", "1", "2", "3", "4"}});
  EXPECT_THAT(outcome.rows, ElementsAre("hela: 2|kommun|Sala|1|71.9|final|2025|4"));
  EXPECT_EQ(outcome.summary.tables[0].unheaded.at("B"), 1);
}

TEST(Locate, AQuoteThatIsNotClosedBeforeTheEndIsWhyTheFileIsNotTaken) {
  const auto with_quote = [](std::int64_t row, std::vector<Lines> rows) {
    const Files files{
        {"Index25_hela.csv", {{.name = "", .rows = std::move(rows), .flawed = row, .flaw = "csv.open_quote"}}}};
    return located(worked_example("hemtjanstindex"), "Index25_hela.csv", files, {"kommun"});
  };
  const auto cut = with_quote(3, {heading, {"1", "Sala", "5"}, {"2", "\"Heby;6\n3;Mora;7\r\n4;Orsa;8\n"}});
  EXPECT_THAT(cut.rejects, ElementsAre(" 3  csv.open_quote "));
  EXPECT_FALSE(cut.summary.refused) << "one that is in the archive is read as it was";
  ASSERT_TRUE(cut.summary.not_to_take);
  EXPECT_EQ(cut.summary.not_to_take->code, "csv.open_quote");
  EXPECT_EQ(cut.summary.not_to_take->place.line, 3);
  EXPECT_THAT(cut.summary.not_to_take->what, HasSubstr(": 3 lines to the file's end"));
  EXPECT_THAT(refused(with_quote(1, {{"\"Titel\nKommun;Antal\nSala;5\n"}})), HasSubstr("csv.open_quote"))
      << "not that there are no headings";
}

TEST(Locate, ReadersFlawsAndErrorsAreReported) {
  const Files files{{"Index25_hela.csv",
                     {{.name = "",
                       .rows = {heading, {"1", "Sala", "5"}, {"2", "Heby", "6"}, {"3", "Mora", "7"}},
                       .flawed = 2,
                       .broken = 4}}}};
  const auto outcome = located(worked_example("hemtjanstindex"), "Index25_hela.csv", files, {"kommun"});
  EXPECT_THAT(outcome.rejects, ElementsAre(" 2  csv.quote "));
  EXPECT_THAT(outcome.rows, ElementsAre());
  EXPECT_THAT(refused(outcome), HasSubstr("zip.truncated"));
}

TEST(Locate, EnhetsundersokningensMixedLevelsAreClassified) {
  const MemorySheet areas{.name = "Hemtjänst, kommun, län,  rike",
                          .rows = {{"Resultat 2025"},
                                   {},
                                   {"Län", "Kommun", "Stadsdel", "Regi", "2. Plan", "", "9. Brukare"},
                                   {"", "", "", "", "Andel", "Antal", "Andel"},
                                   {"Riket", "", "", "Totalt", "=.456", "=120", "1,5 %"},
                                   {"Västmanlands län", "", "", "Offentlig", "=0.5", "=7", "X"},
                                   {"Västmanlands län", "Sala", "", "Enskild regi", "..", "=3", "okänt"},
                                   {"Stockholms län", "Stockholm", "Farsta", "", "=1", "=2", ""},
                                   {"Stockholms län", "Stockholm", "", "Ideell", "=1", "=2", ""},
                                   {"Källa: Socialstyrelsen"}},
                          .merged = {{3, 3, 4, 5}, {3, 4, 0, 0}, {3, 4, 1, 1}}};
  const MemorySheet information{.name = "Information", .rows = {{"Om undersökningen"}}};
  auto shares = worked_example("enhetsundersokningen_hemtjanst");
  shares.tables.resize(1);
  const auto outcome =
      located(shares, "2025-10-9834-resultat.xlsx", {{"2025-10-9834-resultat.xlsx", {information, areas}}},
              {"level", "variant", "kommun", "indikator", "varde", "varde_status", "period"});
  EXPECT_EQ(refused(outcome), "no");
  EXPECT_THAT(outcome.rows, ElementsAre("andelar: rike|total|~|2. Plan|45.6|final|2025",
                                        "andelar: rike|total|~|9. Brukare|1.5|final|2025",
                                        "andelar: län|offentlig|~|2. Plan|50|final|2025",
                                        "andelar: län|offentlig|~|9. Brukare|~|suppressed|2025",
                                        "andelar: kommun|enskild|Sala|2. Plan|~|missing|2025",
                                        "andelar: stadsdel|total|Stockholm|2. Plan|100|final|2025",
                                        "andelar: stadsdel|total|Stockholm|9. Brukare|~|missing|2025"));
  EXPECT_THAT(outcome.rejects, ElementsAre("Hemtjänst, kommun, län,  rike 7 G register.mark okänt",
                                           "Hemtjänst, kommun, län,  rike 9  register.variant "));
  EXPECT_THAT(outcome.summary.unused_sheets, ElementsAre("Information"));
}

/// As many as a sheet may have, beside a header as wide as a sheet may be: of a row only its own are looked at. Looking
/// at all of them for each of its cells took minutes.
TEST(Locate, MergedCellsCostTheirOwnRowAlone) {
  constexpr std::size_t columns = 16'384, most_merged = 100'000;
  MemorySheet sheet{.name = "Hemtjänst, kommun, län, rike"};
  std::vector<std::string> wide(columns);
  wide.back() = "sist";
  sheet.rows.assign(30, wide);
  sheet.rows.push_back({"Län", "Kommun", "Stadsdel", "Regi", "2. Plan", "", "9. Brukare"});
  sheet.rows.push_back({"", "", "", "", "Andel", "Antal", "Andel"});
  sheet.rows.push_back({"Västmanlands län", "Sala", "", "Totalt", "=0.5", "=7", "X"});
  for (std::size_t i = 0; i < most_merged; ++i) {
    const auto row = static_cast<std::int64_t>(100 + i);
    sheet.merged.push_back({.first_row = row, .last_row = row, .first_column = 0, .last_column = 1});
  }
  sheet.merged.push_back({.first_row = 31, .last_row = 31, .first_column = 4, .last_column = 5});
  auto shares = worked_example("enhetsundersokningen_hemtjanst");
  shares.tables.resize(1);
  shares.tables[0].header.fill = true;  // what is to the left was looked for anew for each cell
  const auto outcome =
      located(shares, "2025-10-9834-resultat.xlsx", {{"2025-10-9834-resultat.xlsx", {sheet}}}, {"kommun", "varde"});
  EXPECT_EQ(refused(outcome), "no");
  EXPECT_THAT(outcome.rows, ElementsAre("andelar: Sala|50", "andelar: Sala|~"));
}

Files zip() {
  const auto key = [](const std::string& of, std::vector<std::vector<std::string>> rows) {
    rows.insert(rows.begin(), {"kod", "text"});
    return Files::value_type("ekonomiskt bistand - " + of + ".csv", {{.name = "", .rows = std::move(rows)}});
  };
  return {key("region", {{"00", "Riket"}, {"1981", "Sala"}}),
          key("mått", {{"1", "Antal mottagare"}}),
          key("kön", {{"2", "Kvinnor"}, {"3", "Båda könen"}}),
          key("ålder", {{"0", "Totalt"}}),
          key("hushållstyp", {{"0", "Samtliga hushåll"}}),
          {"ekonomiskt bistand - data - 2024.csv",
           {{.name = "",
             .rows = {{"ar", "region", "matt", "kon", "varde"},
                      {"2024", "1981", "1", "2", "1 234"},
                      {"2024", "00", "1", "3", "X"}}}}},
          {"ekonomiskt bistand - data - 2023.csv",
           {{.name = "", .rows = {{"varde", "matt", "region", "ar"}, {"7,5", "2", "9999", "2023"}}}}}};
}

TEST(Locate, EkonomisktBistandOfDataAndKeys) {
  const std::string name = "statistikdatabasen-ekonomiskt bistand.zip";
  const auto outcome = located(worked_example("ekonomiskt_bistand"), name, zip(),
                               {"level", "ar", "region", "region_namn", "matt_namn", "kon", "varde", "varde_status"});
  EXPECT_EQ(refused(outcome), "no");
  EXPECT_THAT(outcome.rows, ElementsAre("data: kommun|2024|1981|Sala|Antal mottagare|2|1234|final",
                                        "data: rike|2024|00|Riket|Antal mottagare|3|~|suppressed",
                                        "data: kommun|2023|9999|~|~|~|7.5|final"));
  ASSERT_EQ(outcome.summary.tables.size(), 2U);
  EXPECT_EQ(outcome.summary.tables[1].keys_not_found, 2);
  EXPECT_THAT(outcome.summary.tables[1].missing, ElementsAre("kon", "alder", "hushallstyp"));

  auto lacking = zip();
  lacking.erase(lacking.begin());
  EXPECT_THAT(refused(located(worked_example("ekonomiskt_bistand"), name, lacking, {})), HasSubstr("register.lookup"));
  auto twice = zip();
  twice[0].second[0].rows.push_back({"1981", "Heby"});
  EXPECT_THAT(refused(located(worked_example("ekonomiskt_bistand"), name, twice, {})), HasSubstr("register.key_twice"));
}

TEST(Locate, ArbetsformedlingensBoundedValues) {
  const MemorySheet total{.name = "Total",
                          .rows = {{"Inskrivna arbetslösa"},
                                   {},
                                   {"Antal"},
                                   {},
                                   {"PERIOD", "LÄN", "KOMMUN", "ARBETSLÖSA", "Utan arbete mer än 6 månader",
                                    "Utan arbete mer än 12 månader", "Utan arbete mer än 24 månader"},
                                   {"@2026-08-01", "Västmanlands län", "Sala", "=512", "=100", "<5", "=0"},
                                   {"2026-08", "Uppgift saknas", "Uppgift saknas", "119", "5", "5", "5"},
                                   {"", "Uppsala län", "Heby", "1", "1", "1", "1"}}};
  const std::string name = "web-inskrivna-arbetslosa-tid-utan-arbete-lan-kom-2026-08.xlsx";
  const auto outcome =
      located(worked_example("arbetsformedlingen_tid"), name, {{name, {total}}},
              {"level", "period", "kommun", "tid", "antal", "antal_status", "antal_least", "antal_most"});
  EXPECT_EQ(refused(outcome), "no");
  EXPECT_THAT(
      outcome.rows,
      ElementsAre("total: kommun|2026-08|Sala|0|512|final|512|512", "total: kommun|2026-08|Sala|6|100|final|100|100",
                  "total: kommun|2026-08|Sala|12|~|at_most|1|4", "total: kommun|2026-08|Sala|24|0|final|0|0",
                  "total: okänd|2026-08|Uppgift saknas|0|119|final|119|119",
                  "total: okänd|2026-08|Uppgift saknas|6|5|final|5|5",
                  "total: okänd|2026-08|Uppgift saknas|12|5|final|5|5",
                  "total: okänd|2026-08|Uppgift saknas|24|5|final|5|5"));
  EXPECT_THAT(outcome.rejects, ElementsAre("Total 8 A register.empty "));
  EXPECT_EQ(outcome.summary.tables[0].header_row, 5);
  EXPECT_THAT(in_swedish(outcome.summary), Contains("markeringar: högst 1"));
}

constexpr std::string_view stars = R"(id = "stjarnor"
title = "Stjärnor"
publisher = "Kommunen"
layout = "assumed"
[files]
names = ["*"]
[[mark]]
texts = ["Ja"]
status = "value"
value = 100
[[mark]]
texts = ["Nej"]
status = "zero"
[[table]]
name = "svar"
[[table.column]]
name = "kommun"
heading = "Kommun"
type = "area"
pattern = '{value}\*'
[[table.column]]
name = "andel"
heading = "Andel"
type = "percent"
[[table.rule]]
variant = "ofullständig"
where = { kommun = '*\*' }
[[table.rule]]
variant = "hel"
)";

TEST(Locate, TakesThePartOfACellThatThePatternNamesAndWordsThatAreNumbers) {
  const auto mapping = parse_mapping(stars, "stjarnor.toml");
  ASSERT_TRUE(mapping.has_value()) << errors_text(mapping.error());
  EXPECT_EQ(mapping_of_json(mapping_json(*mapping)).value(), *mapping);
  const MemorySheet sheet{
      .name = "", .rows = {{"Kommun", "Andel"}, {"Sala *", "Ja"}, {"Heby", "nej"}, {"Mora", "33 %"}, {"Orsa", "?"}}};
  const auto outcome = located(*mapping, "a.csv", {{"a.csv", {sheet}}}, {"variant", "kommun", "andel", "andel_status"});
  EXPECT_THAT(outcome.rows,
              ElementsAre("svar: ofullständig|Sala|100|final", "svar: hel|Heby|0|final", "svar: hel|Mora|33|final"));
  EXPECT_THAT(outcome.rejects, ElementsAre(" 5 B register.mark ?"));
  EXPECT_EQ(outcome.summary.tables[0].marks.at("final"), 2);
}

TEST(Locate, BelowFivePercentMayBeMoreThanFour) {
  std::string text(stars);
  text.insert(text.find("[[table]]"), "[[mark]]\ntexts = [\"<{n:number}\"]\nstatus = \"at_most\"\nbelow = \"{n}\"\n");
  text += "[[table.column]]\nname = \"antal\"\nheading = \"Antal\"\ntype = \"integer\"\n";
  const auto mapping = parse_mapping(text, "stjarnor.toml");
  ASSERT_TRUE(mapping.has_value()) << errors_text(mapping.error());
  const MemorySheet sheet{.name = "", .rows = {{"Kommun", "Andel", "Antal"}, {"Sala", "<5", "<5"}}};
  const auto outcome = located(*mapping, "a.csv", {{"a.csv", {sheet}}}, {"andel_status", "andel_most", "antal_most"});
  EXPECT_THAT(outcome.rows, ElementsAre("svar: at_most|5|4"));
}

TEST(Locate, GivesRowsInBatchesAndStopsWhenTheReceiverDoes) {
  std::vector<std::vector<std::string>> rows{heading};
  for (int i = 0; i < 5000; ++i) rows.push_back({"1", "Sala", "71,9", "1", "2", "3", "4"});
  EXPECT_THAT(hemtjanst("Index25_hela.csv", rows).batches, ElementsAre(2048, 2048, 904));
  MemoryDocument document(std::vector<MemorySheet>{{.name = "", .rows = rows}});
  const std::vector<Part> parts{{"Index25_hela.csv", &document}};
  const Receiver receiver{.rows = [](const Table&, const core::Batch&) -> core::Result<> {
                            return core::fail(core::ErrorClass::cancelled, "run.cancelled", "stop");
                          },
                          .reject = {}};
  const auto stopped = locate(worked_example("hemtjanstindex"), "Index25_hela.csv", parts, receiver);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().error_class, core::ErrorClass::cancelled);
}

/// The rows that were read of a sheet until the receiver ended it at its tenth question.
std::size_t rows_until_ended(const Mapping& mapping, std::vector<std::vector<std::string>> rows) {
  MemoryDocument document(std::vector<MemorySheet>{{.name = "", .rows = std::move(rows)}});
  const std::vector<Part> parts{{"Index25_hela.csv", &document}};
  std::size_t asked = 0;
  const Receiver receiver{.rows = [](const Table&, const core::Batch&) -> core::Result<> { return {}; },
                          .reject = [](const Reject&) -> core::Result<> { return {}; },
                          .go_on = [&]() -> core::Result<> {
                            if (++asked < 10) return {};
                            return core::fail(core::ErrorClass::cancelled, "run.cancelled", "stop");
                          }};
  const auto ended = locate(mapping, "Index25_hela.csv", parts, receiver);
  EXPECT_EQ(ended ? "read to its end" : ended.error().code, "run.cancelled");
  return asked;
}

TEST(Locate, StopsBetweenRowsWhileAHeaderIsLookedForAndWhereRowsGiveNothing) {
  const auto mapping = worked_example("hemtjanstindex");
  const std::vector<std::vector<std::string>> titles(40, std::vector<std::string>{"Om listan"});
  EXPECT_EQ(rows_until_ended(mapping, titles), 10U);
  std::vector<std::vector<std::string>> blank(40, std::vector<std::string>{""});
  blank[0] = heading;
  EXPECT_EQ(rows_until_ended(mapping, blank), 10U);
}

Mapping of_any_sheet(const std::vector<std::string>& files = {}) {
  Mapping mapping{.id = "m"};
  mapping.files.names = {"*"};
  mapping.tables.push_back({.name = "hela", .files = files});
  mapping.tables[0].columns.push_back({.name = "kommun", .headings = {"Kommun"}});
  mapping.tables[0].columns.push_back({.name = "antal", .headings = {"Antal"}});
  return mapping;
}

const MemorySheet january{.name = "Januari", .rows = {{"Kommun", "Antal"}, {"Sala", "7"}}};
const MemorySheet misspelt{.name = "Februari", .rows = {{"Om bladet"}, {"Komun", "Antal"}, {"Sala", "8"}}};
const MemorySheet about{.name = "Information", .rows = {{"Om undersökningen"}, {"Frågor besvaras av", "Kim"}}};

TEST(Locate, ASheetThatIsNearlyATableIsTold) {
  const auto outcome = located(of_any_sheet(), "a.xlsx", {{"a.xlsx", {january, misspelt, about}}}, {"kommun"});
  EXPECT_EQ(refused(outcome), "no");
  EXPECT_THAT(outcome.rows, ElementsAre("hela: Sala"));
  EXPECT_THAT(outcome.summary.unused_sheets, ElementsAre("Februari", "Information"));
  ASSERT_EQ(outcome.summary.near_sheets.size(), 1U);
  EXPECT_THAT(in_swedish(outcome.summary),
              Contains("Blad som liknar tabellen hela men inte lästes: a.xlsx, blad Februari, rad 2: \"Kommun\" saknas "
                       "(\"Komun\" liknar den)"));
}

TEST(Locate, WhatTheMachineLacksIsNoFaultOfTheFile) {
  for (const std::int64_t row : {1, 2}) {
    auto sheet = january;
    sheet.broken = row;
    sheet.broken_class = core::ErrorClass::storage;
    const auto machine = located(of_any_sheet(), "a.xlsx", {{"a.xlsx", {sheet}}}, {"kommun"});
    ASSERT_TRUE(machine.summary.refused);
    EXPECT_EQ(machine.summary.refused->error_class, core::ErrorClass::storage) << row;
    sheet.broken_class = core::ErrorClass::source;
    const auto file = located(of_any_sheet(), "a.xlsx", {{"a.xlsx", {sheet}}}, {"kommun"});
    ASSERT_TRUE(file.summary.refused);
    EXPECT_EQ(file.summary.refused->error_class, core::ErrorClass::data) << row;
  }
}

TEST(Locate, ARefusedFileIsToldWithTheHeadingsOfTheSheetThatIsNamed) {
  const MemorySheet first{.name = "Januari", .rows = {{"Komun", "Antal"}, {"Sala", "7"}}};
  const MemorySheet second{.name = "Februari", .rows = {{"Komun", "Antal", "Andel"}, {"Sala", "7", "1"}}};
  const auto outcome = located(of_any_sheet(), "a.xlsx", {{"a.xlsx", {first, second}}}, {"kommun"});
  ASSERT_TRUE(outcome.summary.refused);
  EXPECT_EQ(outcome.summary.refused->place.field, "Januari");
  EXPECT_THAT(outcome.summary.headings_there, ElementsAre("Komun", "Antal"));
  EXPECT_THAT(outcome.summary.headings_unknown, ElementsAre("Komun"));
}

TEST(Locate, AMemberThatIsNotReadIsNotPassedOverWhereEachIsData) {
  const auto right =
      located(of_any_sheet(), "a.zip", {{"jan.xlsx", {january, about}}, {"feb.csv", {january}}}, {"kommun"});
  EXPECT_FALSE(right.summary.not_to_take) << "of a workbook that is read a sheet may be another";
  const auto letter = located(of_any_sheet(), "a.zip", {{"jan.csv", {january}}, {"om.csv", {about}}}, {"kommun"});
  EXPECT_EQ(refused(letter), "no") << "an archived one was taken";
  ASSERT_TRUE(letter.summary.not_to_take);
  EXPECT_EQ(letter.summary.not_to_take->code, "register.header");
  EXPECT_EQ(letter.summary.not_to_take->place.file, "om.csv");
  auto sheets = of_any_sheet();
  sheets.tables[0].sheets = {"Januari"};
  const auto other = located(sheets, "a.zip", {{"jan.xlsx", {january}}, {"om.xlsx", {about}}}, {"kommun"});
  ASSERT_TRUE(other.summary.not_to_take);
  EXPECT_EQ(other.summary.not_to_take->code, "register.sheet");
  auto keys = of_any_sheet();
  keys.lookups.push_back({.name = "nyckel", .files = {"nyckel*"}, .key = {"kod"}, .value = {"text"}});
  const MemorySheet key{.name = "", .rows = {{"kod", "text"}, {"1", "ett"}}};
  const auto with_keys = located(keys, "a.zip", {{"jan.csv", {january}}, {"nyckel.csv", {key}}}, {"kommun"});
  EXPECT_EQ(refused(with_keys), "no");
  EXPECT_FALSE(with_keys.summary.not_to_take) << "keys are read";
}

TEST(Locate, AMemberThatIsNamedAndNearlyATableIsNotPassedOver) {
  const Files files{{"data1.csv", {january}}, {"data2.csv", {misspelt}}};
  const auto named = located(of_any_sheet({"data*.csv"}), "a.zip", files, {"kommun"});
  EXPECT_EQ(refused(named), "no") << "whoever takes it in refuses it; an archived one was taken";
  ASSERT_TRUE(named.summary.not_to_take);
  EXPECT_EQ(named.summary.not_to_take->code, "register.header");
  EXPECT_EQ(named.summary.not_to_take->place.file, "data2.csv");
  ASSERT_EQ(named.summary.missing_headings.size(), 1U);
  EXPECT_EQ(named.summary.missing_headings[0].near, "Komun");
  const auto any = located(of_any_sheet(), "a.zip", files, {"kommun"});
  ASSERT_TRUE(any.summary.not_to_take) << "no member is named: each is data";
  EXPECT_EQ(any.summary.not_to_take->place.file, "data2.csv");
  EXPECT_EQ(any.summary.missing_headings.size(), 1U);
  const auto other =
      located(of_any_sheet({"data*.csv"}), "a.zip", {{"data1.csv", {january}}, {"data2.csv", {about}}}, {"kommun"});
  EXPECT_FALSE(other.summary.not_to_take) << "it is no table of this kind";
  auto two = of_any_sheet({"data*.csv"});
  two.tables.push_back(two.tables[0]);
  two.tables[1].name = "andra";
  two.tables[1].columns[0].headings = {"Komun"};
  const auto both = located(two, "a.zip", files, {"kommun"});
  EXPECT_FALSE(both.summary.not_to_take) << "another table reads it";
  EXPECT_TRUE(both.summary.near_sheets.empty());
}

}  // namespace
}  // namespace sluss::connectors::registers
