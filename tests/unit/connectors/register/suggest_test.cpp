// A mapping that is proposed for a file parses, and where nothing is left open it loads that file.

#include "connectors/register/suggest/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <fstream>
#include <string>
#include <vector>

#include "connectors/register/document/document.h"
#include "connectors/register/mapping/mapping.h"
#include "connectors/register/mapping/table_schema.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"
#include "tests/unit/connectors/register/mapping_documents.h"
#include "tests/unit/connectors/register/memory_document.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

bool is_area(std::string_view text) {
  return text == "Falun" || text == "Sala" || text == "Heby" || text == "2080" || text == "1981" || text == "0331";
}

/// What a mapping makes of a file.
struct Loaded {
  std::vector<std::string> rows;  ///< "Falun|12|final", without file, sheet, row, level, variant and bounds
  std::int64_t rejected = 0;
  std::string refused;
};

Loaded loaded_by(const std::string& toml, const std::string& id, const std::string& file, std::span<const Part> parts) {
  const auto mapping = parse_mapping(toml, id + ".toml");
  if (!mapping) return {.rows = {}, .refused = errors_text(mapping.error()) + toml};
  Loaded loaded;
  const auto keep = [&](const Table& table, const core::Batch& given) -> core::Result<> {
    const auto batch = whole_texts(table, given);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      std::string text;
      for (std::size_t i = 5; i < batch.columns(); ++i) {
        const auto& name = batch[i].spec().name;
        if (name.ends_with("_least") || name.ends_with("_most")) continue;
        text += (i == 5 ? "" : "|") + (batch[i].is_null(row) ? "-" : std::string(batch[i].text(row)));
      }
      loaded.rows.push_back(text);
    }
    return {};
  };
  const auto reject = [&](const Reject&) -> core::Result<> {
    ++loaded.rejected;
    return {};
  };
  const auto summary = tests::must(locate(*mapping, file, parts, {.rows = keep, .reject = reject}));
  if (summary.refused) loaded.refused = summary.refused->what;
  return loaded;
}

class Suggest : public testing::Test {
 protected:
  Suggestion of(const std::string& file, std::vector<MemorySheet> sheets) {
    document_ = std::make_unique<MemoryDocument>(std::move(sheets));
    return propose(file, document_.get());
  }
  Suggestion of_rows(const std::string& file, std::vector<std::vector<std::string>> rows) {
    return of(file, {{.name = "", .rows = std::move(rows)}});
  }
  Suggestion of_bytes(const std::string& file, std::string_view bytes) {
    std::ofstream(folder_.path() / file, std::ios::binary) << bytes;
    return of_path(file);
  }
  Suggestion of_path(const std::string& file) {
    const auto scratch = folder_.path() / "scratch";
    std::filesystem::create_directory(scratch);
    document_ = tests::must(open_document(folder_.path() / file, {}, {}, *files_, scratch));
    return propose(file, document_.get());
  }
  Loaded loaded(const Suggestion& suggestion) const { return loaded_by(suggestion.toml, suggestion.id, file_, parts_); }
  [[nodiscard]] std::string path(const std::string& file) const { return (folder_.path() / file).string(); }

 private:
  Suggestion propose(const std::string& file, Document* document) {
    file_ = file;
    parts_ = {{.name = file, .document = document}};
    return tests::must(suggest_mapping(file, parts_, {.is_area = is_area}));
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  std::string file_;
  std::unique_ptr<Document> document_;
  std::vector<Part> parts_;
};

TEST_F(Suggest, CsvWithATitleAboveItsHeader) {
  const auto made = of_bytes("Kommunens bilar 2025.csv",
                             "Bilar i kommunen;;\n;;\nKommun;Antal bilar;Andel elbilar\nFalun;1 234;12,5 %\n"
                             "Sala;7;3 %\n");
  EXPECT_EQ(made.id, "kommunens_bilar");
  EXPECT_THAT(made.open, IsEmpty()) << made.toml;
  EXPECT_THAT(made.toml, HasSubstr("names = [\"Kommunens bilar {year}.*\"]"));
  EXPECT_THAT(made.toml, HasSubstr("layout = \"assumed\""));
  EXPECT_THAT(made.toml, HasSubstr("name = \"kommun\"\nheading = \"Kommun\"\ntype = \"area\""));
  EXPECT_THAT(made.toml, HasSubstr("heading = \"Andel elbilar\"\ntype = \"percent\""));
  const auto rows = loaded(made);
  EXPECT_EQ(rows.refused, "");
  EXPECT_EQ(rows.rejected, 0);
  EXPECT_THAT(rows.rows, ElementsAre("Falun|1234|final|12.5|final|2025", "Sala|7|final|3|final|2025"));
}

TEST_F(Suggest, Workbook) {
  auto* book = workbook_new(path("insatser 2024-05.xlsx").c_str());
  auto* notes = workbook_add_worksheet(book, "Om filen");
  worksheet_write_string(notes, 0, 0, "Uppgifterna rapporteras varje månad", nullptr);
  auto* sheet = workbook_add_worksheet(book, "Insatser");
  auto* format = workbook_add_format(book);
  format_set_num_format(format, "yyyy-mm-dd");
  const std::vector<std::string> headings{"Datum", "Kommun", "Timmar"};
  for (std::size_t i = 0; i < headings.size(); ++i)
    worksheet_write_string(sheet, 3, static_cast<lxw_col_t>(i), headings[i].c_str(), nullptr);
  lxw_datetime day{2024, 5, 31, 0, 0, 0};
  worksheet_write_datetime(sheet, 4, 0, &day, format);
  worksheet_write_string(sheet, 4, 1, "Sala", nullptr);
  worksheet_write_number(sheet, 4, 2, 12.25, nullptr);
  ASSERT_EQ(workbook_close(book), LXW_NO_ERROR);
  const auto made = of_path("insatser 2024-05.xlsx");
  EXPECT_THAT(made.open, IsEmpty());
  EXPECT_THAT(made.toml, HasSubstr("names = [\"insatser {year}-{month}.*\"]"));
  EXPECT_THAT(made.toml, HasSubstr("period = \"{year}-{month}\""));
  EXPECT_THAT(made.toml, HasSubstr("sheets = [\"Insatser\"]"));
  EXPECT_THAT(made.toml, HasSubstr("heading = \"Datum\"\ntype = \"date\""));
  const auto rows = loaded(made);
  EXPECT_EQ(rows.refused, "");
  EXPECT_THAT(rows.rows, ElementsAre("2024-05-31|Sala|12.25|final|2024-05"));
}

TEST_F(Suggest, HtmlAndJson) {
  auto made = of_bytes("lista 2025.html",
                       "<html><body><table><tr><th>Kommun</th><th>Index</th></tr><tr><td>Heby</td><td>71,9</td></tr>"
                       "</table></body></html>");
  EXPECT_THAT(loaded(made).rows, ElementsAre("Heby|71.9|final|2025")) << made.toml;
  made = of_bytes("svar 2025.json", R"([{"kommun": "Heby", "antal": 3}, {"kommun": "Sala", "antal": 4}])");
  EXPECT_THAT(loaded(made).rows, ElementsAre("Heby|3|final|2025", "Sala|4|final|2025")) << made.toml;
}

TEST_F(Suggest, YearsAsHeadingsAreUnpivoted) {
  const auto made = of_rows("aldre.csv", {{"Kommun", "2023", "2024"}, {"Falun", "=1", "=2"}, {"Sala", "=3", "=4"}});
  EXPECT_THAT(made.toml,
              HasSubstr("[table.unpivot]\nvalue = \"varde\"\ntype = \"number\"\nheadings = [\"{ar:year}\"]"));
  EXPECT_THAT(loaded(made).rows,
              ElementsAre("Falun|2023|1|final", "Falun|2024|2|final", "Sala|2023|3|final", "Sala|2024|4|final"));
}

TEST_F(Suggest, SexesAsHeadingsAreUnpivoted) {
  const auto made = of_rows("antal 2025.csv", {{"Kommun", "Kvinnor", "Män", "Totalt"}, {"Falun", "=1", "=2", "=3"}});
  EXPECT_THAT(made.toml, HasSubstr("[[table.unpivot.of]]\nheading = \"Män\"\nset = { kon = \"män\" }"));
  EXPECT_THAT(loaded(made).rows,
              ElementsAre("Falun|2025|kvinnor|1|final", "Falun|2025|män|2|final", "Falun|2025|totalt|3|final"));
}

TEST_F(Suggest, SexAndYearInOneHeading) {
  const auto made = of_rows("antal.csv", {{"Kommun", "Antal", "Kvinnor 2023", "Män 2023", "Kvinnor 2024", "Män 2024"},
                                          {"Falun", "=9", "=1", "=2", "=3", "=4"}});
  EXPECT_THAT(made.toml, HasSubstr("headings = [\"{kon:word} {ar:year}\"]"));
  const auto rows = loaded(made).rows;
  ASSERT_EQ(rows.size(), 4U) << made.toml;
  EXPECT_EQ(rows[0], "Falun|9|final|Kvinnor|2023|1|final");
  EXPECT_EQ(rows[3], "Falun|9|final|Män|2024|4|final");
}

TEST_F(Suggest, TotalsOfYearsAreNoSexes) {
  const auto made = of_rows("antal.csv", {{"Kommun", "Totalt 2023", "Totalt 2024"}, {"Falun", "=1", "=2"}});
  EXPECT_THAT(made.toml, HasSubstr("headings = [\"Totalt {ar:year}\"]"));
  EXPECT_EQ(loaded(made).rows.size(), 2U);
}

TEST_F(Suggest, MarksAreLeftToAPerson) {
  const auto made = of_rows("antal 2025.csv",
                            {{"Kommun", "Antal"}, {"Falun", "=1"}, {"Sala", ".."}, {"Heby", "x*"}, {"Falun", "=2"}});
  EXPECT_THAT(made.toml, HasSubstr("# [[mark]]\n# texts = [\"..\"]\n# status = \"\""));
  EXPECT_THAT(made.toml, HasSubstr(R"(# texts = ['x\*'])"));
  EXPECT_THAT(made.open, ElementsAre(HasSubstr("[\"..\", \"x*\"]")));
  const auto before = loaded(made);
  EXPECT_EQ(before.rejected, 2);
  EXPECT_EQ(before.rows.size(), 2U);
  // The comment holds when its # is taken away and its status is written.
  auto toml = made.toml;
  for (auto at = toml.find("# [[mark]]"); at != std::string::npos; at = toml.find("# [[mark]]", at)) {
    for (int line = 0; line < 3; ++line) {
      toml.erase(at, 2);
      if (line == 2) toml.insert(toml.find("\"\"", at) + 1, "missing");
      at = toml.find('\n', at) + 1;
    }
  }
  const auto after = loaded_by(toml, made.id, "antal 2025.csv", std::vector<Part>());
  EXPECT_THAT(after.refused, Not(HasSubstr("mapping."))) << after.refused;
}

TEST_F(Suggest, CodesAndYearsByTheirHeadings) {
  const auto made = of_rows(
      "data.csv",
      {{"Kommunkod", "År", "Postnr", "Värde"}, {"=2080", "=2024", "01234", "=1.5"}, {"=1981", "=2025", "79171", "=2"}});
  EXPECT_THAT(made.toml, HasSubstr("heading = \"Kommunkod\"\ntype = \"area\""));
  EXPECT_THAT(made.toml, HasSubstr("name = \"ar\"\nheading = \"År\"\ntype = \"period\""));
  EXPECT_THAT(made.toml, HasSubstr("name = \"postnr\"\nheading = \"Postnr\"\n\n"));
  EXPECT_THAT(loaded(made).rows, ElementsAre("2080|2024|01234|1.5|final", "1981|2025|79171|2|final"));
}

TEST_F(Suggest, ColumnsOfPersonsAreLeftOut) {
  const auto made =
      of_rows("lista 2025.csv",
              {{"Personnr", "Timmar"}, {"191212121212", "=4"}, {"19121212-1212", "=5"}, {"121212-1212", "=6"}});
  EXPECT_THAT(made.toml, Not(HasSubstr("1212")));
  EXPECT_THAT(made.toml, HasSubstr("# Column A has the numbers of persons"));
  EXPECT_THAT(made.open, ElementsAre(HasSubstr("column A")));
  EXPECT_THAT(loaded(made).rows, ElementsAre("4|final|2025", "5|final|2025", "6|final|2025"));
}

TEST_F(Suggest, RepeatedAndBlankHeadingsAndOddSigns) {
  const auto made = of_rows(
      "data 2025.csv", {{"Kommun", "Antal", "Antal", "", "Andel* {%} \"x\\y\""}, {"Falun", "=1", "=2", "z", "=3"}});
  EXPECT_THAT(made.toml, HasSubstr("name = \"antal_2\"\nheading = \"Antal\"\nnth = 2"));
  EXPECT_THAT(made.open, ElementsAre("column D has values, and no heading"));
  EXPECT_THAT(loaded(made).rows, ElementsAre("Falun|1|final|2|final|3|final|2025")) << made.toml;
}

TEST_F(Suggest, HeaderOfTwoRows) {
  const auto made =
      of("enkat 2025.xlsx", {{.name = "Blad1",
                              .rows = {{"Kommun", "Helhet", ""}, {"", "Antal", "Svar"}, {"Sala", "=3", "=4"}},
                              .merged = {{1, 1, 1, 2}}}});
  EXPECT_THAT(made.toml, HasSubstr("[table.header]\nrows = 2"));
  EXPECT_THAT(made.toml, HasSubstr("heading = \"Helhet Svar\""));
  EXPECT_THAT(loaded(made).rows, ElementsAre("Sala|3|final|4|final|2025"));
}

TEST_F(Suggest, NotesBelowTheTableEndIt) {
  auto made = of_rows("a 2025.csv", {{"Kommun", "Antal"}, {"Sala", "=1"}, {"Källa: Socialstyrelsen", ""}});
  EXPECT_THAT(made.toml, HasSubstr("ends_at = [\"Källa:*\"]"));
  EXPECT_EQ(loaded(made).rows.size(), 1U);
  made = of_rows("a 2025.csv", {{"Kommun", "Antal"}, {"Sala", "=1"}, {}, {"Uppgifterna är preliminära", ""}});
  EXPECT_THAT(made.toml, HasSubstr("ends_at_blank = true"));
  EXPECT_EQ(loaded(made).rows.size(), 1U);
  made = of_rows("a 2025.csv", {{"Kommun", "Antal"}, {"Sala", "=1"}, {}, {"Heby", "=2"}, {}, {"Not 1", ""}});
  EXPECT_THAT(made.toml, HasSubstr("ends_at = [\"Not 1*\"]"));
  EXPECT_EQ(loaded(made).rows.size(), 2U);
}

// Beyond the sixtieth letter a comment is cut: the number is masked before. In a pattern it is any text.
TEST_F(Suggest, HasNoNumberOfAPerson) {
  const std::string person = "19640823-3234";
  for (const std::size_t letters : {5, 47, 52, 57}) {
    const std::string before(letters, 'x');
    auto made = of_rows("a 2025.csv", {{"Kommun", "Antal", "Svar av " + before + " " + person},
                                       {"Sala", "=1", "=3"},
                                       {"Heby", before + " " + person, "=4"},
                                       {"Fråga " + before + " " + person, "", ""}});
    EXPECT_FALSE(made.toml.contains("1964")) << made.toml;
    EXPECT_FALSE(made.toml.contains("3234")) << made.toml;
    EXPECT_THAT(made.open, Each(Not(HasSubstr("1964"))));
    EXPECT_THAT(made.toml, HasSubstr("ends_at = [\"Fråga xxxxx"));
    EXPECT_EQ(loaded(made).rows.size(), 2U) << made.toml;
  }
}

TEST_F(Suggest, WithoutAHeaderColumnsHaveLetters) {
  const auto made = of_rows("a 2025.csv", {{"Falun", "=1"}, {"Sala", "=2"}});
  EXPECT_THAT(made.toml, HasSubstr("none = true\nfrom = 1"));
  EXPECT_THAT(made.toml, HasSubstr("letter = \"B\"\ntype = \"number\""));
  EXPECT_THAT(loaded(made).rows, ElementsAre("Falun|1|final|2025", "Sala|2|final|2025"));
}

TEST_F(Suggest, SheetsOfOneHeaderAreOneTableAndOthersComments) {
  const std::vector<std::vector<std::string>> rows{{"Kommun", "Antal"}, {"Sala", "=1"}};
  const auto made = of("a 2025.xlsx", {{.name = "Fråga 1", .rows = rows},
                                       {.name = "Enheter", .rows = {{"Enhet", "Platser"}, {"Eken", "=8"}}},
                                       {.name = "Fråga 2", .rows = rows},
                                       {.name = "Dold", .rows = rows, .hidden = true}});
  EXPECT_THAT(made.toml, HasSubstr("sheets = [\"Fråga 1\", \"Fråga 2\"]"));
  EXPECT_THAT(made.toml, HasSubstr("# The sheet \"Dold\" is hidden"));
  EXPECT_THAT(made.toml, HasSubstr("# [[table]]\n# name = \"enheter\""));
  const auto all = loaded(made);
  EXPECT_EQ(all.refused, "");
  EXPECT_THAT(all.rows, ElementsAre("Sala|1|final|2025", "Sala|1|final|2025"));
}

TEST_F(Suggest, AHeadingWithTheFilesYearIsOfAnyYear) {
  const auto made = of_rows("index 2025.csv", {{"Kommun", "Totalindex 2025"}, {"Sala", "=71.9"}});
  EXPECT_THAT(made.toml, HasSubstr("name = \"totalindex\"\nheading = \"Totalindex {ar:year}\""));
  MemoryDocument next({{.name = "", .rows = {{"Kommun", "Totalindex 2026"}, {"Sala", "=72"}}}});
  const std::vector<Part> parts{{.name = "index 2026.csv", .document = &next}};
  EXPECT_THAT(loaded_by(made.toml, made.id, "index 2026.csv", parts).rows, ElementsAre("Sala|72|final|2026"));
}

/// Socialstyrelsen's zip: data in codes, and files that say what the codes mean.
TEST(SuggestZip, KeyFilesAreLookupsAndCodesAreTexts) {
  const auto sheet = [](std::vector<std::vector<std::string>> rows) {
    return MemoryDocument({{.name = "", .rows = std::move(rows)}});
  };
  auto data = sheet({{"ar", "region", "kon", "matt", "varde"},
                     {"2024", "00", "1", "1", "90"},
                     {"2024", "19", "2", "1", "50"},
                     {"2024", "1981", "3", "1", "7"}});
  auto more = sheet({{"matt", "hushallstyp", "region", "ar", "varde"},
                     {"2", "3", "1981", "2024", "5"},
                     {"2", "0", "1981", "2024", "6"}});
  auto regions = sheet({{"kod", "text"}, {"00", "Riket"}, {"19", "Västmanlands län"}, {"1981", "Sala"}});
  auto sexes = sheet({{"kod", "text"}, {"1", "Män"}, {"2", "Kvinnor"}, {"3", "Båda könen"}});
  auto measures = sheet({{"kod", "text"}, {"1", "Antal mottagare"}, {"2", "Antal hushåll"}});
  auto kinds = sheet({{"kod", "text"}, {"0", "Samtliga"}, {"3", "Ensamstående"}});
  auto ages = sheet({{"kod", "text"}, {"0", "Totalt"}, {"1", "18-29 år"}});
  const std::string file = "statistik%20ekonomi.zip";
  const std::vector<Part> parts{{"b - region.csv", &regions},     {"b - kön.csv", &sexes},
                                {"b - mått.csv", &measures},      {"b - data - mottagare.csv", &data},
                                {"b - hushållstyp.csv", &kinds},  {"b - ålder.csv", &ages},
                                {"b - data - hushåll.csv", &more}};
  const auto known = [](std::string_view text) { return text == "00" || text == "19" || is_area(text); };
  const auto made = tests::must(suggest_mapping(file, parts, {.is_area = known}));
  EXPECT_EQ(made.id, "statistik_ekonomi");
  EXPECT_THAT(
      made.toml,
      HasSubstr("\n[[lookup]]\nname = \"kon\"\nfiles = [\"b - kön.csv\"]\nkey = [\"kod\"]\nvalue = [\"text\"]"));
  EXPECT_THAT(made.toml, HasSubstr("\n[[table.column]]\nname = \"kon\"\nheading = \"kon\"\n\n[[table.column]]\n"
                                   "name = \"kon_namn\"\nlookup = \"kon\"\nof = \"kon\"\n"));
  EXPECT_THAT(made.toml, HasSubstr("heading = \"region\"\ntype = \"area\""));
  EXPECT_THAT(made.toml, HasSubstr("# [[lookup]]\n# name = \"hushallstyp\""));
  EXPECT_THAT(made.toml,
              HasSubstr("# A file of codes that no column of the tables has.\n# [[lookup]]\n# name = \"alder\""));
  EXPECT_THAT(made.toml, HasSubstr("# level = \"rike\"\n# where = { region = \"00\" }"));
  EXPECT_THAT(made.toml, HasSubstr("# level = \"län\"\n# where = { region = \"{kod:code2}\" }"));
  EXPECT_THAT(made.toml, HasSubstr("# kon: \"Båda könen\""));
  EXPECT_THAT(made.open, testing::Contains("totals are among the details of kon: no sum may count both"));
  const auto all = loaded_by(made.toml, made.id, file, parts);
  EXPECT_EQ(all.refused, "");
  EXPECT_EQ(all.rejected, 0);
  EXPECT_THAT(all.rows, ElementsAre("2024|00|Riket|1|Män|1|Antal mottagare|90|final",
                                    "2024|19|Västmanlands län|2|Kvinnor|1|Antal mottagare|50|final",
                                    "2024|1981|Sala|3|Båda könen|1|Antal mottagare|7|final"));
}

/// Two columns are no keys where a code is there twice, or where the second is of numbers.
TEST(SuggestZip, DataOfTwoColumnsIsNoKeyFile) {
  MemoryDocument twice({{.name = "", .rows = {{"kod", "text"}, {"1981", "a"}, {"1981", "b"}}}});
  MemoryDocument numbers({{.name = "", .rows = {{"kod", "antal"}, {"1981", "4"}, {"2080", "5"}}}});
  const std::vector<Part> parts{{"a.csv", &twice}, {"b.csv", &numbers}};
  const auto made = tests::must(suggest_mapping("x 2025.zip", parts, {.is_area = is_area}));
  EXPECT_THAT(made.toml, Not(HasSubstr("[[lookup]]")));
}

/// Enhetsundersökningen: each heading has one below it, and those of texts are one over both rows.
TEST_F(Suggest, HeaderOfTwoRowsByItsMergedTexts) {
  const auto made = of("2025-10-9834-resultat.xlsx",
                       {{.name = "Enheter",
                         .rows = {{"Län", "Kommun", "Enhet", "Regi", "2. Plan", "b9. Brukare"},
                                  {"", "", "", "", "Andel", "Medelvärde"},
                                  {"Riket", "", "", "Totalt", "=0.4", "=3"},
                                  {"Västmanlands län", "Sala", "Björken", "Offentlig", "=0.0794", "=7.6"},
                                  {"Västmanlands län", "Sala", "Eken", "Enskild", "=1", "=3.9"}},
                         .merged = {{1, 2, 0, 0}, {1, 2, 1, 1}, {1, 2, 2, 2}, {1, 2, 3, 3}}}});
  EXPECT_EQ(made.id, "resultat");
  EXPECT_THAT(made.toml, HasSubstr("[table.header]\nrows = 2"));
  EXPECT_THAT(made.toml, HasSubstr("heading = \"2. Plan Andel\"\ntype = \"percent\"\n# fraction = true"));
  EXPECT_THAT(made.toml, HasSubstr("heading = \"b9. Brukare Medelvärde\"\ntype = \"number\""));
  EXPECT_THAT(made.toml, Not(HasSubstr("[[mark]]")));
  EXPECT_EQ(loaded(made).rejected, 0);
  EXPECT_EQ(loaded(made).rows.size(), 3U);
  // The hints hold when their # is taken away.
  EXPECT_THAT(made.toml, HasSubstr("# level = \"rike\"\n# where = { lan = \"Riket\" }"));
  EXPECT_THAT(made.toml, HasSubstr("# level = \"enhet\"\n# filled = [\"enhet\"]"));
  EXPECT_THAT(made.toml, HasSubstr("# variant = \"offentlig\"\n# where = { regi = \"Offentlig\" }"));
  EXPECT_THAT(made.toml, HasSubstr("# variant = \"total\"\n# where = { regi = \"Totalt\" }"));
  EXPECT_THAT(made.toml, HasSubstr("# regi: \"Totalt\""));
  auto toml = made.toml;
  for (const auto* key : {"[[table.rule]]", "level = ", "variant = ", "where = ", "filled = "})
    for (auto at = toml.find(std::string("# ") + key); at != std::string::npos;
         at = toml.find(std::string("# ") + key, at))
      toml.erase(at, 2);
  const auto mapping = parse_mapping(toml, made.id + ".toml");
  EXPECT_TRUE(mapping) << (mapping ? "" : errors_text(mapping.error())) << toml;
  EXPECT_EQ(mapping->tables.at(0).rules.size(), 7U);
}

TEST_F(Suggest, AFileWithoutATableHasNone) {
  MemoryDocument notes({{.name = "", .rows = {{"=1", "=2"}}}, {.name = "", .rows = {}}});
  const std::vector<Part> parts{{.name = "tom.xlsx", .document = &notes}};
  const auto made = suggest_mapping("tom.xlsx", parts, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "register.no_table");
}

}  // namespace
}  // namespace sluss::connectors::registers
