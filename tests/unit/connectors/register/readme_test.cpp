// The workbook is read back by read_xlsx.py (zipfile and XML only).

#include "connectors/register/readme/readme.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "connectors/register/inbox/inbox.h"
#include "core/text.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string output_of(const std::string& command) {
  std::string text;
  auto* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "popen() failed";
  std::array<char, 65'536> buffer{};
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), size);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return text;
}

json workbook(const fs::path& path) {
  return json::parse(
      output_of("python3 " SLUSS_SOURCE_DIR "/tests/unit/transforms/datasets/read_xlsx.py '" + path.string() + "'"));
}

std::string part_of(const fs::path& path, const std::string& part) {
  return output_of(
      "python3 -c 'import sys, zipfile; "
      "sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())' '" +
      path.string() + "' " + part);
}

/// All texts of a sheet, row by row, cells parted by a bar.
std::string texts_of(const json& sheet) {
  std::string result;
  for (const auto& row : sheet["rows"]) {
    for (const auto& cell : row) {
      if (cell.contains("text")) result += cell["text"].get<std::string>();
      if (cell.contains("number")) result += std::to_string(cell["number"].get<std::int64_t>());
      result += "|";
    }
    result += "\n";
  }
  return result;
}

Readme example() {
  return {.title = "Hemtjänstindex 2025.xlsx",
          .outcome = ReadmeOutcome::waiting,
          .explanation = "Två kommuner saknas. En handläggare avgör om resten läses in.",
          .read_at = tests::must(core::parse_instant("2026-12-01T07:30:00Z")),
          .see = "i Sluss",
          .understood = {{"Filtyp", "Excel (xlsx), 2 blad"}, {"Rubrikrad", "rad 4 på bladet Resultat"}},
          .counts = {{"Rader", 12'345}, {"Kommuner", 288}},
          .rejects = {{"Resultat", 17, "F", "Plats total", "'2x' är inget heltal", "Skriv platsen med siffror."},
                      {"Resultat", 1'204, "", "", "Raden har färre kolumner än rubriken", "Fyll i raden."}},
          .all_rejects = 2};
}

class ReadmeFile : public ::testing::Test {
 protected:
  fs::path written(const Readme& readme, const ReadmeOptions& options = {}) {
    const auto path = tests::must(write_readme(*files_, folder_.path(), "index.xlsx", readme, options));
    EXPECT_TRUE(path);
    return path.value_or(fs::path());
  }
  tests::TemporaryFolder folder_;
  std::unique_ptr<core::Files> files_ = core::real_files();
};

TEST_F(ReadmeFile, has_what_was_understood_and_what_to_change) {
  const auto path = written(example());
  EXPECT_EQ(path.filename(), "index.xlsx – läs mig.xlsx");
  const auto book = workbook(path);
  EXPECT_EQ(book["names"], json({"Sammanfattning", "Avvisade rader"}));
  const auto& summary = book["sheets"]["Sammanfattning"];
  EXPECT_EQ(texts_of(summary),
            "Hemtjänstindex 2025.xlsx|\n"
            "Utfall|Väntar på beslut|\n"
            "Vad det innebär|Två kommuner saknas. En handläggare avgör om resten läses in.|\n"
            "Skrivet|2026-12-01 08:30. Det här dokumentet ändras inte efteråt: hur det är nu ser du i Sluss.|\n"
            "Fel i filen|2 fel: se bladet Avvisade rader, som visar var de står.|\n"
            "\n"
            "Så har Sluss förstått filen||\n"
            "Filtyp|Excel (xlsx), 2 blad|\n"
            "Rubrikrad|rad 4 på bladet Resultat|\n"
            "\n"
            "Antal||\n"
            "Rader|12345|\n"
            "Kommuner|288|\n");
  EXPECT_EQ(summary["frozen"], "A2");
  const auto& rejects = book["sheets"]["Avvisade rader"];
  EXPECT_EQ(texts_of(rejects),
            "Blad|Rad|Kolumn|Rubrik|Vad som är fel|Vad som behöver ändras|\n"
            "Resultat|17|F|Plats total|'2x' är inget heltal|Skriv platsen med siffror.|\n"
            "Resultat|1204|||Raden har färre kolumner än rubriken|Fyll i raden.|\n");
  EXPECT_EQ(rejects["frozen"], "A2");
  EXPECT_EQ(rejects["filter"], "A1:F3");
}

TEST_F(ReadmeFile, of_a_file_without_sheets_does_not_speak_of_them) {
  Readme readme{.title = "lista.csv", .outcome = ReadmeOutcome::loaded};
  readme.rejects = {{.row = 17, .column = "2", .heading = "Totalt", .wrong = "Fel.", .change = "Rätta."}};
  const auto book = workbook(written(readme));
  EXPECT_EQ(texts_of(book["sheets"]["Avvisade rader"]),
            "Rad|Kolumn|Rubrik|Vad som är fel|Vad som behöver ändras|\n17|2|Totalt|Fel.|Rätta.|\n");
}

TEST_F(ReadmeFile, of_a_name_that_no_job_takes_says_which_names_are_taken) {
  Readme readme{.title = "bilar lista.xlsx",
                .outcome = ReadmeOutcome::no_job,
                .explanation = "Döp om filen.",
                .read_at = tests::must(core::parse_instant("2026-12-01T07:30:00Z")),
                .see = {},
                .understood = {{"Bilar i kommunen", "Till exempel \"bilar 2026.xlsx\""}},
                .counts = {},
                .rejects = {}};
  const auto path = written(readme);
  EXPECT_EQ(texts_of(workbook(path)["sheets"]["Sammanfattning"]),
            "bilar lista.xlsx|\n"
            "Utfall|Inte inläst: namnet passar inget jobb|\n"
            "Vad det innebär|Döp om filen.|\n"
            "Skrivet|2026-12-01 08:30|\n"
            "\n"
            "Namn som läses in här||\n"
            "Bilar i kommunen|Till exempel \"bilar 2026.xlsx\"|\n");
  EXPECT_NE(part_of(path, "docProps/core.xml").find(readme_no_job_mark), std::string::npos);
  readme.outcome = ReadmeOutcome::older;
  EXPECT_EQ(part_of(written(readme), "docProps/core.xml").find(readme_no_job_mark), std::string::npos);
}

TEST_F(ReadmeFile, prints_on_a4_and_wraps) {
  auto readme = example();
  readme.rejects[0].wrong = std::string(400, 'a') + " " + std::string(40, 'b');
  const auto path = written(readme);
  for (const auto* sheet : {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}) {
    const auto xml = part_of(path, sheet);
    EXPECT_NE(xml.find("paperSize=\"9\""), std::string::npos);
    EXPECT_NE(xml.find("orientation=\"landscape\""), std::string::npos);
    EXPECT_NE(xml.find("fitToPage=\"1\""), std::string::npos);
    EXPECT_NE(xml.find("customWidth=\"1\""), std::string::npos);
  }
  // A row is as high as its longest text needs.
  EXPECT_NE(part_of(path, "xl/worksheets/sheet2.xml").find("ht=\"165\""), std::string::npos);
  EXPECT_NE(part_of(path, "xl/styles.xml").find("wrapText=\"1\""), std::string::npos);
  EXPECT_NE(part_of(path, "xl/workbook.xml").find("Print_Titles"), std::string::npos);
}

TEST_F(ReadmeFile, no_cell_is_a_formula_and_none_names_a_person) {
  auto readme = example();
  const std::string formula = "=HYPERLINK(\"http://x\")";
  readme.title = "19121212-1212.csv";
  readme.explanation = "gäller 121212-1212";
  readme.understood = {
      {formula, "+1+1"}, {"@SUM(A1)", "-2"}, {"_x0041_", "rad\nett\ttvå\x01"}, {"T-nummer", "640823T001"}};
  readme.counts = {{"191212121212", 1}};
  readme.rejects = {{formula, 3, "B", "19121212-1212", "'191212121212' är inget tal", "{=1+1}"},
                    {"\xFF\xFE", 4, "", "", "", ""}};
  const auto path = written(readme);
  const auto book = workbook(path);
  std::string all;
  for (const auto& sheet : book["sheets"]) {
    all += texts_of(sheet);
    for (const auto& row : sheet["rows"]) {
      for (const auto& cell : row) {
        EXPECT_FALSE(cell.contains("formula"));
        const bool risky = cell.contains("text") && cell["text"].get<std::string>().find_first_of("=+@-") == 0;
        if (risky) {
          EXPECT_EQ(cell["format"], "@") << "a text that stays one when it is edited";
        }
      }
    }
  }
  EXPECT_NE(all.find(formula), std::string::npos);
  EXPECT_NE(all.find("_x0041_|rad ett två"), std::string::npos);
  EXPECT_EQ(all.find("1212"), std::string::npos);
  EXPECT_EQ(all.find("T001"), std::string::npos);
  EXPECT_EQ(part_of(path, "docProps/core.xml").find("1212"), std::string::npos);
}

TEST_F(ReadmeFile, leaves_out_rejects_beyond_the_limit_and_says_so) {
  auto readme = example();
  readme.rejects.assign(60, readme.rejects.front());
  readme.all_rejects = 4'711;
  const auto book = workbook(written(readme, {.most_rejects = 50}));
  EXPECT_NE(texts_of(book["sheets"]["Sammanfattning"]).find("4711 fel: se bladet Avvisade rader"), std::string::npos);
  const auto& rows = book["sheets"]["Avvisade rader"]["rows"];
  ASSERT_EQ(rows.size(), 52U);
  EXPECT_EQ(rows[51][4]["text"], "… och 4661 till, som inte visas här.");
}

TEST_F(ReadmeFile, each_outcome_has_its_words_and_no_rejects_are_said_of_what_was_read) {
  for (const auto& [outcome, word] : {std::pair(ReadmeOutcome::loaded, "Inläst"),
                                      std::pair(ReadmeOutcome::without_own, "Inläst, utan er egen kommun"),
                                      std::pair(ReadmeOutcome::rejected, "Avvisad")}) {
    const auto book = workbook(written({.title = "a.csv", .outcome = outcome}));
    EXPECT_EQ(book["sheets"]["Sammanfattning"]["rows"][1][1]["text"], word);
    if (outcome != ReadmeOutcome::rejected)
      EXPECT_EQ(book["sheets"]["Avvisade rader"]["rows"][1][0]["text"], "Inga rader avvisades.");
    else
      EXPECT_EQ(book["names"], json({"Sammanfattning"})) << "nothing of it was read";
  }
}

TEST_F(ReadmeFile, of_half_a_file_does_not_say_that_nothing_is_wrong) {
  Readme readme{.title = "halv.csv", .outcome = ReadmeOutcome::waiting};
  readme.unexpected = true;
  readme.decided_at = "http://sluss.example.se/hallna";
  const auto text = texts_of(workbook(written(readme))["sheets"]["Sammanfattning"]);
  EXPECT_NE(text.find("Fel i filen|Allt gick att läsa, men filen är inte som väntat: se Att se över nedan.|"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Här avgörs det|http://sluss.example.se/hallna|"), std::string::npos) << text;
  EXPECT_EQ(text.find("Inga."), std::string::npos) << text;
}

TEST_F(ReadmeFile, replaces_the_earlier_one_and_leaves_nothing_else) {
  const auto first = written(example());
  auto readme = example();
  readme.outcome = ReadmeOutcome::loaded;
  EXPECT_EQ(written(readme), first);
  EXPECT_EQ(workbook(first)["sheets"]["Sammanfattning"]["rows"][1][1]["text"], "Inläst");
  const auto names = tests::must(files_->list(folder_.path()));
  ASSERT_EQ(names.size(), 1U);
  EXPECT_FALSE(may_be_taken(names.front().filename().string()));
}

TEST_F(ReadmeFile, a_folder_that_is_not_ours_gets_none) {
  if (::geteuid() != 0) GTEST_SKIP() << "root alone may become another user";
  const tests::TemporaryFolder scratch;
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(scratch.path().c_str(), 0777), 0);
  ASSERT_EQ(::seteuid(65533), 0);
  const auto path =
      write_readme(*files_, folder_.path(), "a.csv", example(), {.temporary_folder = scratch.path().string()});
  ASSERT_EQ(::seteuid(0), 0);
  ASSERT_TRUE(path) << core::describe(path.error());
  EXPECT_FALSE(*path);
  EXPECT_TRUE(fs::is_empty(folder_.path()));
  EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST_F(ReadmeFile, a_temporary_folder_that_is_missing_is_an_error) {
  const auto path = write_readme(*files_, folder_.path(), "a.csv", example(), {.temporary_folder = "/nowhere"});
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().code, "readme.write");
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST(ReadmeName, is_never_taken_and_never_too_long) {
  std::string long_name;
  for (int i = 0; i < 80; ++i) long_name += "åäö";
  for (const auto& name : {std::string("a.csv"), long_name, std::string("\xFF.csv"), std::string("a – läs mig")}) {
    const auto readme = readme_name(name);
    EXPECT_FALSE(may_be_taken(readme)) << readme;
    EXPECT_LE(readme.size(), 220U);
    EXPECT_TRUE(readme.ends_with(" – läs mig.xlsx"));
  }
  EXPECT_TRUE(core::is_well_formed(readme_name(long_name)));
  EXPECT_EQ(readme_name("19121212-1212.csv"), "xxx.csv – läs mig.xlsx");
}

TEST_F(ReadmeFile, of_files_whose_names_look_alike_are_numbered) {
  const auto written_of = [&](const std::string& name) {
    const auto path = tests::must(write_readme(*files_, folder_.path(), name, example(), {.newly_there = true}));
    return path.value_or(fs::path()).filename().string();
  };
  EXPECT_EQ(written_of("lista 19121212-1212.csv"), "lista xxx.csv – läs mig.xlsx");
  EXPECT_EQ(written_of("lista 19640823-3234.csv"), "lista xxx.csv (2) – läs mig.xlsx");
  EXPECT_EQ(written_of("lista 19640823-3234.csv"), "lista xxx.csv (3) – läs mig.xlsx");
  const auto first = written_of(std::string(210, 'a') + "1.csv");
  const auto second = written_of(std::string(210, 'a') + "2.csv");
  EXPECT_NE(first, second);
  EXPECT_TRUE(second.ends_with(" (2) – läs mig.xlsx")) << second;
  EXPECT_LE(second.size(), 220U);
  EXPECT_EQ(written_of("lista.csv"), "lista.csv – läs mig.xlsx");
  EXPECT_EQ(written_of("lista.csv"), "lista.csv – läs mig.xlsx") << "put_away has given each file a name of its own";
  EXPECT_FALSE(may_be_taken("lista xxx.csv (2) – läs mig.xlsx"));
}

}  // namespace
}  // namespace sluss::connectors::registers
