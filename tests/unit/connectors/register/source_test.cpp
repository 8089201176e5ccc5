// Runs over a folder: which file is loaded, what becomes of it, and what does not enter.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <tuple>

#include "connectors/register/source/choose.h"
#include "connectors/register/source/extent.h"
#include "connectors/register/source/findings.h"
#include "connectors/register/source/refused_file.h"
#include "core/descriptor.h"
#include "tests/tools/zip_writer.h"
#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string one_row = "Kommun;Antal\nSala;7\n";

/// A readme's sheets, unpacked.
std::string readme_text(const fs::path& path) {
  const std::string command =
      "python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
      "sys.stdout.write(\"\".join(z.read(n).decode() for n in z.namelist() if n.endswith(\".xml\")))' '" +
      path.string() + "'";
  std::string text;
  std::array<char, 65'536> buffer{};
  auto* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "popen() failed";
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), size);
  EXPECT_EQ(::pclose(pipe), 0);
  return text;
}

TEST_F(SourceFolder, OneFileARunTheOldestFirst) {
  write("lista 2025.csv", one_row);
  write("lista 2024.csv", "Kommun;Antal\nSala;6\n");
  write("lista 2023 b.csv", one_row);
  write("annat.csv", one_row);
  const auto first = run();
  EXPECT_EQ(first.code(), "");
  EXPECT_EQ(period_of(first), "2024");
  EXPECT_THAT(first.findings(), ElementsAre("register.waiting 2", "file.read 1"));
  EXPECT_THAT(first.sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '6'")));
  EXPECT_EQ(first.extent->part, "file:lista/;2024");
  EXPECT_TRUE(first.extent->complete);
  EXPECT_THAT(done(), ElementsAre("lista 2024.csv", "lista 2024.csv – läs mig.xlsx"));
  EXPECT_EQ(period_of(run()), "2025");
  EXPECT_EQ(period_of(run()), "2023") << "of another series, which has no later one";
  const auto last = run();
  EXPECT_EQ(period_of(last), "-");
  EXPECT_EQ(last.extent->text, "{}");
  EXPECT_FALSE(last.extent->complete);
  EXPECT_THAT(last.sink->recorder.objects(), IsEmpty());
  EXPECT_THAT(done(), SizeIs(6));
  EXPECT_TRUE(fs::exists(folder_ / "annat.csv")) << "another job's";
}

TEST_F(SourceFolder, AFileWithAQuoteThatIsNeverClosedIsRejectedByItsRow) {
  write("lista 2025.csv", "Kommun;Antal\nSala;5\nHeby;\"6\nMora;7\nOrsa;8\n");
  const auto cut = run();
  EXPECT_EQ(cut.code(), "csv.open_quote");
  EXPECT_THAT(cut.extent.error().what, HasSubstr(": 3 lines to the file's end were read as one cell"));
  EXPECT_THAT(readme_text(folder_ / "rejected" / "lista 2025.csv – läs mig.xlsx"),
              AllOf(HasSubstr("Ett citattecken öppnas men stängs inte"), HasSubstr("Det gäller rad 3.")));
}

TEST_F(SourceFolder, TheMemberThatCannotBeReadIsInTheReadme) {
  tests::ZipWriter zip;
  zip.add("lista.csv", one_row);
  zip.add("rapport.pdf", "%PDF-1.7\n\xE2\xE3\xCF\xD3\n");
  write("lista 2025.zip", zip.finish());
  EXPECT_EQ(run().code(), "register.member");
  EXPECT_THAT(readme_text(folder_ / "rejected" / "lista 2025.zip – läs mig.xlsx"),
              HasSubstr("Det gäller rapport.pdf. Packa filen igen"));
}

TEST_F(SourceFolder, ThatAFileCannotBePutAwayIsFoundByTheRun) {
  write("lista 2025.csv", one_row);
  const auto found = [&] {
    RunsSink sink({});
    const auto source = tests::must(kind.open(setup()));
    EXPECT_TRUE(source->extract(sink, {}));
    std::vector<std::string> texts;
    for (const auto& one : sink.recorder.findings())
      if (one.code == "register.not_put_away") texts.push_back(one.what + " " + one.remedy);
    return texts;
  };
  EXPECT_THAT(found(), IsEmpty());
  clear_scratch();
  write("done", "");
  EXPECT_THAT(found(), ElementsAre(HasSubstr("Det som heter done i källans mapp är ingen mapp")));
  fs::remove(folder_ / "done");
  fs::create_directory_symlink(scratch_, folder_ / "rejected");
  clear_scratch();
  EXPECT_THAT(found(), ElementsAre(HasSubstr("döp om eller ta bort det som heter rejected i mappen")));
}

TEST_F(SourceFolder, TheSameAgainIsPutAwayAndNotLoaded) {
  write("lista 2025.csv", one_row);
  run();
  write("lista 2025.csv", one_row);
  const auto again = run();
  EXPECT_EQ(period_of(again), "-");
  EXPECT_THAT(again.findings(), ElementsAre("register.same 1"));
  EXPECT_THAT(done(), ElementsAre("lista 2025 (2).csv", "lista 2025 (2).csv – läs mig.xlsx", "lista 2025.csv",
                                  "lista 2025.csv – läs mig.xlsx"));
  const auto readme = readme_text(folder_ / "done" / "lista 2025 (2).csv – läs mig.xlsx");
  EXPECT_THAT(readme, HasSubstr("Redan inläst"));
  EXPECT_THAT(readme, HasSubstr(again.sink->recorder.findings().front().what)) << "both say the same";
  write("lista 2025.csv", one_row);
  auto full = setup();
  full.full = true;
  EXPECT_EQ(period_of(run(full)), "2025") << "when it is asked for";
}

TEST_F(SourceFolder, WhatSaysThatItIsOlderIsReported) {
  write("lista 2025.csv", one_row);
  run();
  write("lista 2024.csv", "Kommun;Antal\nSala;6\n");
  write("lista 2026.csv", "Kommun;Antal\nSala;8\n");
  const auto next = run();
  EXPECT_EQ(period_of(next), "2026");
  EXPECT_THAT(next.findings(), ElementsAre("register.older 1", "file.read 1"));
  EXPECT_THAT(names_in(folder_), ElementsAre("done"));
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2024.csv – läs mig.xlsx"),
              AllOf(HasSubstr("Inte inläst"), HasSubstr("Filen gäller 2024, men 2025 är redan inläst.")));
}

TEST_F(SourceFolder, WhatIsOlderThanOneThatWaitsIsNotToldThatThatIsLoaded) {
  write("lista 2026.csv", one_row);
  run();
  for (const auto& [query, object] : latest_) waiting_.insert(query);
  write("lista 2024.csv", "Kommun;Antal\nSala;6\n");
  const auto older = run();
  const std::string words = "Filen gäller 2024, men 2026 väntar på beslut.";
  EXPECT_THAT(older.sink->recorder.findings().front().what, HasSubstr(words));
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2024.csv – läs mig.xlsx"),
              AllOf(HasSubstr(words), HasSubstr("Förkastas den som väntar: lägg in den här filen igen.")));
  write("lista 2026.csv", one_row);
  const auto same = run();
  EXPECT_THAT(same.findings(), ElementsAre("register.same 1"));
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2026 (2).csv – läs mig.xlsx"),
              AllOf(HasSubstr("som en som redan väntar på beslut"), Not(HasSubstr("Redan inläst"))));
}

/// Its page is that of the run that tells of it.
TEST_F(SourceFolder, WhatIsNotNeededBesideAFileThatIsRejectedIsTheNextRuns) {
  write("lista 2025.csv", one_row);
  run();
  write("lista 2025.csv", one_row);
  write("lista 2026.csv", "Kommuns;Antal\nSala;7\n");
  EXPECT_EQ(run().code(), "register.header");
  EXPECT_THAT(names_in(folder_), ElementsAre("done", "lista 2025.csv", "rejected"));
  auto of = setup();
  of.page = "http://sluss.example.se/";
  EXPECT_THAT(run(of).findings(), ElementsAre("register.same 1"));
  EXPECT_THAT(names_in(folder_), ElementsAre("done", "rejected"));
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2025 (2).csv – läs mig.xlsx"),
              AllOf(HasSubstr("på sidan för körning 2"), HasSubstr("http://sluss.example.se/korningar/2")));
}

TEST_F(SourceFolder, TheReadmeHasTheAddressOfItsPageWhereThatIsKnown) {
  auto of = setup();
  of.page = "http://sluss.example.se";
  write("lista 2025.csv", one_row);
  run(of);
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2025.csv – läs mig.xlsx"),
              AllOf(HasSubstr("Aktuellt läge"), HasSubstr("http://sluss.example.se/korningar/1")));
  write("lista 2026.csv", "Kommuns;Antal\nSala;7\n");
  run(of);
  EXPECT_THAT(readme_text(folder_ / "rejected" / "lista 2026.csv – läs mig.xlsx"),
              AllOf(HasSubstr("http://sluss.example.se/"), Not(HasSubstr("/korningar/"))));
  write("lista 2027.csv", one_row);
  run();
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2027.csv – läs mig.xlsx"), Not(HasSubstr("Aktuellt läge")));
}

/// The mapping's own key stays: without it the lists would be one series.
TEST(OlderFiles, WhoOperatesIsToldTheWholeKeyThatOlderOnesNeed) {
  Mapping mapping;
  mapping.series = {.key = {"lista"}, .order = {"year"}, .period = "{year}"};
  mapping.select = "select 1";
  EXPECT_THAT(older_remedy(mapping),
              AllOf(HasSubstr("En serie läses framåt."), HasSubstr("key = [\"lista\", \"year\"]")));
}

/// With the year in the key an older file would take the place of the newer one's table.
TEST_F(SourceFolder, OfATableThatIsKeptWholeNoKeyIsAdvised) {
  mapping("lista",
          "[files]\nnames = [\"{lista} {year}.*\"]\n[series]\nkey = [\"lista\"]\norder = [\"year\"]\nperiod = "
          "\"{year}\"\n");
  write("hela 2025.csv", one_row);
  run();
  write("hela 2024.csv", "Kommun;Antal\nSala;6\n");
  const auto older = run();
  ASSERT_THAT(older.sink->recorder.findings(), SizeIs(1));
  EXPECT_THAT(older.sink->recorder.findings()[0].remedy,
              AllOf(HasSubstr("Till den som sköter Sluss: Tabellen har det som kom sist, helt"),
                    HasSubstr("[facts] select"), Not(HasSubstr("key = "))));
  EXPECT_THAT(readme_text(folder_ / "done" / "hela 2024.csv – läs mig.xlsx"),
              AllOf(HasSubstr("[facts] select"), Not(HasSubstr("key = "))));
}

/// What docs/files.md says of older years.
TEST_F(SourceFolder, WithThePeriodInTheKeyOlderOnesAreLoadedToo) {
  mapping("lista", "[files]\nnames = [\"lista {year}.*\"]\n[series]\nkey = [\"year\"]\nperiod = \"{year}\"\n");
  write("lista 2025.csv", one_row);
  EXPECT_EQ(period_of(run()), "2025");
  write("lista 2023.csv", one_row);
  EXPECT_EQ(period_of(run()), "2023");
  EXPECT_THAT(done(), SizeIs(4));
}

TEST_F(SourceFolder, WithoutAnOrderAThenBThenAAreThreeLoads) {
  mapping("lista", "[files]\nnames = [\"lista*\"]\n");
  for (const auto* rows : {"Kommun;Antal\nSala;1\n", "Kommun;Antal\nSala;2\n", "Kommun;Antal\nSala;1\n"}) {
    write("lista.csv", rows);
    EXPECT_THAT(run().sink->recorder.rows(), SizeIs(1)) << rows;
  }
  EXPECT_THAT(done(), SizeIs(6));
}

TEST_F(SourceFolder, NumbersOfPersonsNeverEnter) {
  const std::string person = "19121212-1212";  // a test number of Skatteverket's
  write("lista 2025.csv", "Kommun;Antal;Vem\nSala;7;" + person + "\nSala;8;" + person + "\n");
  const auto refused = run();
  EXPECT_EQ(refused.code(), "register.identity");
  EXPECT_THAT(refused.sink->recorder.objects(), IsEmpty());
  EXPECT_THAT(refused.sink->recorder.extents(), IsEmpty());
  EXPECT_THAT(refused.sink->recorder.rows(), IsEmpty());
  const auto text = core::describe(refused.extent.error());
  EXPECT_THAT(text, HasSubstr("column C, rows 2, 3"));
  EXPECT_THAT(text, Not(HasSubstr("1212")));
  EXPECT_THAT(rejected(), ElementsAre("lista 2025.csv", "lista 2025.csv – läs mig.xlsx"));
  const auto readme = readme_text(folder_ / "rejected" / "lista 2025.csv – läs mig.xlsx");
  EXPECT_THAT(
      readme,
      HasSubstr("Det gäller cellerna på rad 2 och 3 i kolumn 3 (rubriken Vem). Filen ligger kvar bredvid det här "
                "dokumentet, med numren i: radera den där"));
  EXPECT_THAT(readme, HasSubstr("Cellerna på rad 2 och 3 i kolumn 3 ser ut som personnummer."));
  EXPECT_THAT(readme, HasSubstr("eller hela kolumnen Vem: den behövs inte."));
  EXPECT_THAT(readme, Not(HasSubstr("121212")));
  EXPECT_THAT(readme, Not(HasSubstr("Jämför några tal")));
}

/// The advice must not lead to the next rejection.
TEST_F(SourceFolder, ANeededColumnWithNumbersOfPersonsIsToStay) {
  write("lista 2025.csv", "Kommun;Antal\nSala;7\n19121212-1212;8\n");
  EXPECT_EQ(run().code(), "register.identity");
  const auto readme = readme_text(folder_ / "rejected" / "lista 2025.csv – läs mig.xlsx");
  EXPECT_THAT(readme, HasSubstr("Cellen på rad 3 i kolumn 1 ser ut som ett personnummer."));
  EXPECT_THAT(readme, HasSubstr("Låt kolumnen Kommun vara kvar: utan den kan filen inte läsas."));
  EXPECT_THAT(readme, Not(HasSubstr("121212")));
}

TEST_F(SourceFolder, WhatIsNoFileIsToldOnceAndNotOpened) {
  write("lista 2025.csv", one_row);
  fs::create_symlink("/etc/passwd", folder_ / "lista 2026.csv");
  ASSERT_EQ(::mkfifo((folder_ / "lista 2027.csv").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((folder_ / "annat.csv").c_str(), 0600), 0);
  const auto loaded = run();
  EXPECT_EQ(loaded.code(), "");
  EXPECT_THAT(loaded.findings(), ElementsAre("register.passed_over 2", "file.read 1"));
  EXPECT_THAT(loaded.sink->recorder.findings().front().what,
              HasSubstr("lista 2026.csv (en länk), lista 2027.csv (ingen vanlig fil)."));
  const auto answer = tests::must(tests::must(kind.open(setup()))->probe({})).answer;
  EXPECT_THAT(answer, HasSubstr("; 2 are not taken, for they are a link: lista 2026.csv, a pipe"));
}

TEST_F(SourceFolder, HalfOfADeliveryIsNotTheWhole) {
  mapping("paket", R"(
[files]
names = ["paket {year}.*"]
[series]
order = ["year"]
period = "{year}")");
  std::ifstream written(config_ / "sources" / "paket.toml");
  std::string text{std::istreambuf_iterator<char>(written), {}};
  text.replace(text.find("name = \"hela\""), 13, "name = \"hela\"\nfiles = [\"del*.csv\"]\n");
  std::ofstream(config_ / "sources" / "paket.toml") << text;
  tests::ZipWriter zip;
  zip.add("del1.csv", "Kommun;Antal\nSala;7\n");
  zip.add("del2.csv", "Komun;Antal\nHeby;8\n");
  write("paket 2025.zip", zip.finish());
  EXPECT_EQ(run(setup("paket")).code(), "register.header");
  EXPECT_THAT(rejected(), SizeIs(2));
}

TEST_F(SourceFolder, HalfOfADeliveryIsNotTheWholeThoughNoMemberIsNamed) {
  for (const auto* wrong : {"Komun;Antal\nHeby;8\n", "Om listan;\nFrågor besvaras av;Kim\n"}) {
    tests::ZipWriter zip;
    zip.add("del1.csv", one_row);
    zip.add("del2.csv", wrong);
    write("lista 2025.zip", zip.finish());
    EXPECT_EQ(run().code(), "register.header") << wrong;
    EXPECT_THAT(names_in(folder_), ElementsAre("rejected"));
  }
  EXPECT_THAT(
      readme_text(folder_ / "rejected" / "lista 2025.zip – läs mig.xlsx"),
      AllOf(HasSubstr("Rubriken \"Kommun\" saknas på rad 1."), HasSubstr("Det gäller del2.csv i den packade filen.")));
}

/// As a series' files are: "HELA 2025" and "hela 2026" are of one.
TEST_F(SourceFolder, WhatAFileSaysTwiceMayBeSpeltInTwoWays) {
  mapping("lista",
          "[files]\nnames = [\"{lista} {year}.*\"]\n[[cell]]\npattern = \"Listan {lista}\"\nwithin = 1\n"
          "[series]\nkey = [\"lista\"]\norder = [\"year\"]\nperiod = \"{year}\"\n");
  write("HELA 2025.csv", "Listan hela\nKommun;Antal\nSala;1\n");
  EXPECT_EQ(run().code(), "");
  write("HELA 2026.csv", "Listan halva\nKommun;Antal\nSala;1\n");
  EXPECT_EQ(run().code(), "register.captures");
}

TEST_F(SourceFolder, AYearThatIsMistypedIsNotTheLatestOfItsSeries) {
  const std::string series =
      "[files]\nnames = [\"lista {year}.*\"]\n[series]\norder = [\"year\"]\nperiod = \"{year}\"\n";
  const std::string titled = "[[cell]]\npattern = \"Listan {year}\"\nwithin = 1\n";
  mapping("lista", series + titled);
  write("lista 2026.csv", "Listan 2025\nKommun;Antal\nSala;1\n");
  const auto other = run();
  EXPECT_EQ(other.code(), "register.captures");
  EXPECT_THAT(core::describe(other.extent.error()), HasSubstr("year is 2026 by the file's name, and 2025"));
  EXPECT_THAT(readme_text(folder_ / "rejected" / "lista 2026.csv – läs mig.xlsx"),
              HasSubstr("Filens namn säger 2026, men i filen står 2025. Det gäller rad 1."));
  write("lista 2028.csv", "Listan 2028\nKommun;Antal\nSala;1\n");
  EXPECT_EQ(run().code(), "register.period_ahead");
  EXPECT_THAT(readme_text(folder_ / "rejected" / "lista 2028.csv – läs mig.xlsx"),
              HasSubstr("Rätta året i filens namn"));
  write("lista 2027.csv", "Listan 2027\nKommun;Antal\nSala;1\n");
  EXPECT_THAT(run().sink->recorder.rows(), SizeIs(1));
  mapping("lista", series + "ahead = true\n");
  write("lista 2050.csv", one_row);
  EXPECT_THAT(run().sink->recorder.rows(), SizeIs(1));
}

TEST_F(SourceFolder, RowsBelowTheEndOfATableAreToldOf) {
  mapping("lista", "[files]\nnames = [\"lista {year}.*\"]\n[series]\norder = [\"year\"]\nperiod = \"{year}\"\n");
  std::ifstream written(config_ / "sources" / "lista.toml");
  std::string text{std::istreambuf_iterator<char>(written), {}};
  text.replace(text.find("name = \"hela\""), 13, "name = \"hela\"\nends_at = [\"Källa*\"]\n");
  std::ofstream(config_ / "sources" / "lista.toml") << text;
  const auto told = [&](const std::string& year, const std::string& below) {
    write("lista " + year + ".csv", "Kommun;Antal\nSala;1\nKälla: SCB\n" + below);
    return run().sink->recorder.findings().front();
  };
  const auto lost = told("2025", "\n* Preliminärt\nHeby;3\nUppsala;4\n");
  EXPECT_EQ(lost.severity, core::Severity::warning);
  const std::string words =
      "2 rader som liknar tabellens står nedanför dess slut (rad 3), och lästes inte: den första är rad 6.";
  EXPECT_THAT(lost.what, HasSubstr(words));
  EXPECT_THAT(lost.remedy, HasSubstr("flytta dem ovanför"));
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2025.csv – läs mig.xlsx"),
              AllOf(HasSubstr(words), HasSubstr("Rader nedanför tabellens slut, inte lästa")));
  const auto notes = told("2026", "* Preliminärt\n");
  EXPECT_EQ(notes.severity, core::Severity::info);
  EXPECT_THAT(notes.what, HasSubstr("Rader nedanför tabellens slut (rad 3), inte lästa: 1."));
}

TEST_F(SourceFolder, NorIsAZipWhoseOnlyMemberIsOfAnotherTable) {
  std::ofstream(config_ / "sources" / "paket.toml") << R"(
id = "paket"
title = "Två listor"
publisher = "Ingen"
layout = "verified"
[files]
names = ["paket {year}.*"]
[series]
order = ["year"]
period = "{year}"
[[table]]
name = "hela"
files = ["hela.csv"]
[[table.column]]
name = "kommun"
heading = "Kommun"
[[table]]
name = "delar"
files = ["delar.csv"]
[[table.column]]
name = "del"
heading = "Del"
)";
  const auto packed = [&](const std::vector<std::pair<std::string, std::string>>& members) {
    tests::ZipWriter zip;
    for (const auto& [name, text] : members) zip.add(name, text);
    write("paket 2025.zip", zip.finish());
    return run(setup("paket"));
  };
  EXPECT_EQ(packed({{"hela.csv", "Kommun\nSala\n"}}).code(), "register.sheet");
  EXPECT_THAT(rejected(), SizeIs(2));
  EXPECT_THAT(packed({{"hela.csv", "Kommun\nSala\n"}, {"delar.csv", "Del\nNorr\n"}}).sink->recorder.rows(), SizeIs(2));
}

TEST_F(SourceFolder, NorDoTextsBesideTheCells) {
  write("lista 2025.html", "<table><tr><th>Kommun<th>Antal</tr><tr><td>Sala<td>7</tr></table><!-- 19121212-1212 -->");
  const auto refused = run();
  EXPECT_EQ(refused.code(), "register.identity");
  EXPECT_THAT(refused.sink->recorder.objects(), IsEmpty());
  EXPECT_THAT(refused.sink->recorder.rows(), IsEmpty());
  EXPECT_THAT(core::describe(refused.extent.error()), Not(HasSubstr("1212")));
  const auto readme = readme_text(folder_ / "rejected" / "lista 2025.html – läs mig.xlsx");
  EXPECT_THAT(readme, HasSubstr("Filen har personnummer utanför cellerna: sidans kommentarer."));
  EXPECT_THAT(readme, HasSubstr("Det gäller sidans kommentarer."));
}

TEST_F(SourceFolder, NorDoLinksAndStyleSheets) {
  for (const std::string beside : {"<a href=\"https://x.se/?pnr=19121212%2D1212\">akt</a>",
                                   "<style>td { width: 1em } /* om 19121212-1212 */ th { width: 2em }</style>"}) {
    write("lista 2025.html", "<table><tr><th>Kommun<th>Antal</tr><tr><td>Sala<td>7</tr></table>" + beside);
    const auto refused = run();
    EXPECT_EQ(refused.code(), "register.identity") << beside;
    EXPECT_THAT(refused.sink->recorder.objects(), IsEmpty());
  }
}

TEST_F(SourceFolder, NorDoNamesWithOne) {
  write("lista 2025 19121212-1212.csv", one_row);
  const auto refused = run();
  EXPECT_EQ(refused.code(), "register.identity");
  EXPECT_THAT(refused.sink->recorder.objects(), IsEmpty());
  // The digests of a plan have four of its digits by chance.
  EXPECT_THAT(core::describe(refused.extent.error()) + refused.plan, Not(HasSubstr("19121212")));
  EXPECT_THAT(rejected(), SizeIs(2));
}

/// Whoever makes the error names the file as it is named: the source gives it out without the number.
TEST_F(SourceFolder, NoErrorOfAFileHasTheNumberOfItsName) {
  const std::string name = "lista 2025.19121212-1212.csv";
  const std::string zip_begins = "PK\x03\x04";
  for (const auto& bytes : {std::string(), zip_begins + std::string(100, 'x'), std::string("Kommun;Antal\n\"Sala;1\n"),
                            std::string("\x1F\x8B\x08 and so on"), std::string("%PDF-1.7\n1 0 obj\n"),
                            std::string("Kommun;Antal\n\xD6rebro;1\n\xC3\x96rebro;2\n")}) {
    write(name, bytes);
    const auto refused = run();
    ASSERT_NE(refused.code(), "");
    const auto& error = refused.extent.error();
    EXPECT_THAT(core::describe(error) + error.remedy,
                AllOf(HasSubstr("lista 2025.***.csv"), Not(HasSubstr("19121212"))))
        << error.code;
    EXPECT_THAT(refused.sink->recorder.objects(), IsEmpty());
  }
}

TEST_F(SourceFolder, NorTheNumberOfAMembersName) {
  tests::ZipWriter zip;
  zip.add("hela.csv", "Kommun;Antal\nSala;1\n");
  zip.add("bild 19121212-1212.png", "\x89PNG\r\n\x1A\nxxxx");
  write("lista 2025.zip", zip.finish());
  const auto refused = run();
  ASSERT_NE(refused.code(), "");
  EXPECT_THAT(core::describe(refused.extent.error()), Not(HasSubstr("19121212")));
}

/// That its content is known, or its year over, makes no difference.
TEST_F(SourceFolder, NorDoNamesWithOneOfAFileThatIsNotNeeded) {
  mapping("lista", "[files]\nnames = [\"lista {year}*\"]\n[series]\norder = [\"year\"]\n");
  write("lista 2025.csv", one_row);
  EXPECT_THAT(run().sink->recorder.rows(), SizeIs(1));
  for (const auto* name : {"lista 2025 19121212-1212.csv", "lista 2024 19121212-1212.csv"}) {
    write(name, one_row);
    const auto refused = run();
    EXPECT_EQ(refused.code(), "register.identity") << name;
    EXPECT_THAT(refused.sink->recorder.objects(), IsEmpty());
  }
  EXPECT_THAT(done(), SizeIs(2)) << "the first and its read-me";
}

TEST_F(SourceFolder, AFileThatCannotBeReadIsRejected) {
  write("lista 2025.csv", "Kommuns;Antal\nSala;7\n");
  EXPECT_EQ(run().code(), "register.header");
  const auto readme = readme_text(folder_ / "rejected" / "lista 2025.csv – läs mig.xlsx");
  EXPECT_THAT(readme,
              HasSubstr("Rubriken \"Kommun\" saknas på rad 1. Där står: Kommuns och Antal. Är \"Kommuns\" samma "
                        "sak: döp om den till \"Kommun\". Rätta rubrikerna, och lägg filen i mappen igen."));
  write("lista 2025.csv", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on");
  EXPECT_NE(run().code(), "");
  EXPECT_THAT(rejected(), SizeIs(4));
  EXPECT_THAT(names_in(folder_), ElementsAre("rejected"));
}

/// A column's letters are no sheet.
TEST_F(SourceFolder, ACellThatCannotBeReadIsNamedAsACell) {
  write("lista 2025.csv", "Kommun;Antal\nSala;" + std::string((1 << 20) + 1, '7') + "\n");
  EXPECT_EQ(run().code(), "register.limit");
  const auto readme = readme_text(folder_ / "rejected" / "lista 2025.csv – läs mig.xlsx");
  EXPECT_THAT(readme, HasSubstr("Det gäller rad 2 i kolumn 2. "));
  EXPECT_THAT(readme, Not(HasSubstr("bladet B")));
}

TEST_F(SourceFolder, RejectedRowsAreInTheReadme) {
  write("lista 2025.csv", "Kommun;Antal\nSala;7\nHeby;många\n");
  const auto loaded = run();
  ASSERT_THAT(loaded.sink->rejects, SizeIs(1));
  const auto& reject = loaded.sink->rejects.front();
  EXPECT_EQ(reject.stream, "register.hela");
  EXPECT_EQ(reject.column, "B");
  EXPECT_EQ(reject.line, 3);
  const auto readme = readme_text(folder_ / "done" / "lista 2025.csv – läs mig.xlsx");
  EXPECT_THAT(readme, HasSubstr("Här ska stå ett tal, men det står \"många\". Hela raden är utelämnad, också dess "
                                "andra celler."));
  EXPECT_THAT(readme, HasSubstr("Av 2 rader är 1 med och 1 inte med (rad 3). Rätta felen i filen"));
  EXPECT_THAT(readme, HasSubstr("1 fel: se bladet Avvisade rader"));
  EXPECT_THAT(readme, HasSubstr("Skriv talet, eller lämna cellen tom om det saknas."));
  EXPECT_THAT(readme, HasSubstr("Till den som sköter Sluss"));
  EXPECT_THAT(readme, HasSubstr("Kolumner som lästes"));
  EXPECT_THAT(readme, HasSubstr("1 (rubriken Kommun) och 2 (rubriken Antal)"));
  EXPECT_THAT(readme, HasSubstr("En lista (Ingen)"));
}

/// A heading that resembles nothing, but is the only one that no column asks for.
TEST_F(SourceFolder, TheOnlyHeadingThatIsNotUsedMayBeTheMissingOne) {
  write("lista 2025.csv", "Kommun;Bilar totalt\nSala;7\n");
  EXPECT_EQ(run().code(), "register.header");
  EXPECT_THAT(readme_text(folder_ / "rejected" / "lista 2025.csv – läs mig.xlsx"),
              HasSubstr("Rubriken \"Antal\" saknas på rad 1. Där står: Kommun och Bilar totalt. Är \"Bilar totalt\" "
                        "samma sak: döp om den till \"Antal\"."));
}

/// As the normaliser rejects it: by the mapping's name of the column.
TEST_F(SourceFolder, AnUnknownAreaIsTakenToItsCell) {
  mapping("lista",
          "[files]\nnames = [\"lista {year}.*\"]\n[series]\norder = [\"year\"]\n[facts]\nselect = "
          "\"select kommun as area, 'a' as measure, antal as value, '2025' as period from hela\"\n"
          "[[measure]]\nname = \"a\"\nunit = \"antal\"\ntitle = \"A\"\n");
  write("lista 2025.csv", "Kommun;Antal\nSala;7\nVästeråss;8\n");
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  ASSERT_TRUE(source->extract(sink, {}));
  const core::Reject unknown{.stream = "register.hela",
                             .object = "lista 2025.csv",
                             .decoded = true,
                             .line = 3,
                             .column = "kommun",
                             .error = "codelists.not_found",
                             .shown = "Västeråss",
                             .suggestion = "Västerås"};
  ASSERT_TRUE(source->ended({.committed = true,
                             .run = core::RunId{4},
                             .status = "done",
                             .rejected = 1,
                             .findings = {{.code = "register.area_unknown",
                                           .severity = core::Severity::warning,
                                           .what = "Områden som Sluss inte känner till: Västeråss (1).",
                                           .remedy = "Rätta. Till den som sköter Sluss: skriv det under [[area]].",
                                           .count = 1}},
                             .rejects = {unknown}}));
  const auto readme = readme_text(folder_ / "done" / "lista 2025.csv – läs mig.xlsx");
  EXPECT_THAT(readme, HasSubstr("Det står \"Västeråss\". Menas Västerås? Radens tal är inte med."));
  EXPECT_THAT(readme, HasSubstr("<t>1</t>"));
  EXPECT_THAT(readme, HasSubstr("<t>Kommun</t>"));
  EXPECT_THAT(readme, HasSubstr("Av 2 rader är 1 med och 1 inte med (rad 3)."));
  EXPECT_THAT(readme, HasSubstr("<t>Skriv det under [[area]].</t>"));
  EXPECT_THAT(readme, HasSubstr("hur det är nu ser du i Sluss, på sidan för körning 4."));
}

/// One outcome, whatever of it could not be read: yellow without the own municipality, nothing to decide where nothing
/// changes, and of what waits what spares the decision comes first.
TEST_F(SourceFolder, TheReadmeHasTheOutcomeThatItIs) {
  auto of = setup();
  of.page = "http://sluss.example.se";
  const auto told = [&](const RunOutcome& outcome) {
    const auto name = "lista 202" + std::to_string(outcome.run.value) + ".csv";
    write(name, "Kommun;Antal\nSala;7\nHeby;många\n");
    const auto source = tests::must(kind.open(of));
    RunsSink sink({});
    EXPECT_TRUE(source->extract(sink, {}));
    EXPECT_TRUE(source->ended(outcome));
    return readme_text(folder_ / "done" / (name + " – läs mig.xlsx"));
  };
  const core::Finding own{.code = "register.own_missing", .what = "Er egen kommun, Heby, är inte med."};
  EXPECT_THAT(told({.committed = true, .run = core::RunId{4}, .status = "done", .rejected = 1, .findings = {own}}),
              AllOf(HasSubstr("<t>Inläst, utan er egen kommun</t>"), HasSubstr("Er egen kommun, Heby, är inte med.")));
  EXPECT_THAT(
      told({.committed = true, .run = core::RunId{5}, .status = "unchanged", .rejected = 1}),
      HasSubstr("Uppgifterna är de som redan fanns. 1 rad lästes inte; dess tidigare uppgifter gäller. Inget att "
                "besluta."));
  EXPECT_THAT(told({.committed = true,
                    .run = core::RunId{6},
                    .status = "held",
                    .held = {{.series = "a", .gate = "expectation"}},
                    .findings = {{.code = "run.unmet", .what = "Filen har 1 kommun, den ska ha 290."}}}),
              AllOf(HasSubstr("lägg in en rättad fil, då behöver du inte besluta. Annars: öppna Hållna serier"),
                    HasSubstr("http://sluss.example.se/hallna"), HasSubstr("http://sluss.example.se/korningar/6")));
}

TEST_F(SourceFolder, AFileIsNotBlamedForTheMachineOrTheMapping) {
  write("lista 2025.csv", one_row);
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  ASSERT_TRUE(source->extract(sink, {}));
  for (const auto* code :
       {"disk.full", "run.not_conserved", "register.no_figures", "register.select_failed", "register.select_time"}) {
    EXPECT_TRUE(source->ended({.error = core::Error{.code = code, .error_class = core::ErrorClass::data}}));
  }
  EXPECT_THAT(names_in(folder_), ElementsAre("lista 2025.csv"));
  EXPECT_TRUE(source->ended({.error = core::Error{.code = "run.nothing_read"}}));
  EXPECT_THAT(rejected(), SizeIs(2));
}

TEST_F(SourceFolder, WhatAGateHoldsWaits) {
  write("lista 2025.csv", one_row);
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  ASSERT_TRUE(source->extract(sink, {}));
  ASSERT_TRUE(source->ended({.committed = true, .status = "held", .held = {{.series = "a", .gate = "gone"}}}));
  EXPECT_THAT(readme_text(folder_ / "done" / "lista 2025.csv – läs mig.xlsx"), HasSubstr("Väntar på beslut"));
}

TEST_F(SourceFolder, ALockedFileStopsItsSeriesAlone) {
  write("lista 2024.csv", one_row);
  write("lista 2025.csv", one_row);
  write("lista 2025 b.csv", one_row);
  const core::Descriptor locked(::open((folder_ / "lista 2024.csv").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::flock(locked.number(), LOCK_EX | LOCK_NB), 0);
  EXPECT_EQ(run().extent->part, "file:lista/b;2025");
  EXPECT_EQ(run().code(), "inbox.locked") << "2025 waits for 2024, which would be older afterwards";
  ::flock(locked.number(), LOCK_UN);
  EXPECT_EQ(period_of(run()), "2024");
  EXPECT_EQ(period_of(run()), "2025");
}

TEST_F(SourceFolder, TheOrderMayBeInACell) {
  mapping("lista", R"(
[files]
names = ["lista*"]
[series]
order = ["dag"]
[[cell]]
pattern = "Publicerad {dag:date}"
required = true
)");
  write("lista a.csv", "Publicerad 2025-03-01\nKommun;Antal\nSala;3\n");
  write("lista b.csv", "Publicerad 2025-01-01\nKommun;Antal\nSala;1\n");
  write("lista c.csv", "Kommun;Antal\nSala;2\n");
  EXPECT_EQ(run().code(), "register.cell_missing");
  EXPECT_THAT(rejected(), SizeIs(2));
  EXPECT_EQ(run().extent->part, "file:lista;2025-01-01");
  EXPECT_EQ(run().extent->part, "file:lista;2025-03-01");
}

/// The listing may copy each file for its cells: a stop ends it, and not first when the last was copied.
TEST_F(SourceFolder, AListingEndsWhenTheRunIsStopped) {
  write("lista 2025.csv", one_row);
  auto of = setup();
  std::stop_source stop;
  of.stop = stop.get_token();
  EXPECT_TRUE(kind.open(of));
  stop.request_stop();
  const auto opened = kind.open(of);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "register.cancelled");
  EXPECT_EQ(opened.error().error_class, core::ErrorClass::cancelled);
}

TEST_F(SourceFolder, APlanIsOfTheFilesAndOfWhatReadsThem) {
  write("lista 2025.csv", one_row);
  const auto plan = tests::must(kind.open(setup()))->plan();
  EXPECT_EQ(tests::must(kind.open(setup()))->plan(), plan);
  mapping("lista", "[files]\nnames = [\"lista {year}.*\"]\n");
  EXPECT_NE(tests::must(kind.open(setup()))->plan(), plan);
  SetUp();
  EXPECT_EQ(tests::must(kind.open(setup()))->plan(), plan);
  write("lista 2024.csv", one_row);
  EXPECT_NE(tests::must(kind.open(setup()))->plan(), plan);
}

TEST_F(SourceFolder, AChangedFileIsNotMixedWithKeptPages) {
  write("lista 2025.csv", one_row);
  FolderRun before = run();
  auto kept = before.sink->recorder.objects();
  write("lista 2025.csv", "Kommun;Antal\nSala;9\n");
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({}, kept);
  ASSERT_TRUE(source->extract(sink, {}));
  EXPECT_THAT(sink.recorder.rows(), ElementsAre(HasSubstr("'Sala' | '9'")));
  EXPECT_EQ(sink.recorder.objects().back().body, "Kommun;Antal\nSala;9\n");
}

class ReadOnlyFolder : public SourceFolder {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "root alone may become another user";
    SourceFolder::SetUp();
    for (const auto& path : {root_.path(), folder_}) fs::permissions(path, fs::perms(0755));
    fs::permissions(scratch_, fs::perms(0777));
  }
  FolderRun run_as_other() {
    const AnotherUser other;
    return run();
  }
  void age(const std::string& name, int hours) const {
    fs::last_write_time(folder_ / name, fs::file_time_type::clock::now() - std::chrono::hours(hours));
  }
};

TEST_F(ReadOnlyFolder, FilesStayAndAreReadOnce) {
  for (const auto* year : {"2023", "2024", "2025"})
    write("lista " + std::string(year) + ".csv", "Kommun;Antal\nSala;" + std::string(year) + "\n");
  const auto first = run_as_other();
  EXPECT_EQ(period_of(first), "2023");
  EXPECT_THAT(first.findings(), ElementsAre("register.waiting 2", "file.read 1"));
  EXPECT_EQ(period_of(run_as_other()), "2024");
  const auto third = run_as_other();
  EXPECT_EQ(period_of(third), "2025");
  EXPECT_THAT(third.findings(), ElementsAre("register.older 1", "file.read 1"));
  const auto fourth = run_as_other();
  EXPECT_EQ(period_of(fourth), "-");
  EXPECT_THAT(fourth.findings(), ElementsAre("register.older 2")) << "one finding of all, not one each";
  EXPECT_THAT(names_in(folder_), SizeIs(3)) << "nothing is written there";
}

TEST_F(ReadOnlyFolder, AFileThatWasRefusedIsPassedOverUntilItOrItsMappingChanges) {
  write("lista 2024.csv", one_row);
  write("lista 2025.csv", "Kommuns;Antal\nSala;7\n");
  write("lista 2026.csv", "Kommun;Antal\nSala;8\n");
  EXPECT_EQ(period_of(run_as_other()), "2024");
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  const auto token = tests::must(watcher->poll({}));
  EXPECT_EQ(run_as_other().code(), "register.header");
  EXPECT_NE(tests::must(watcher->poll({})), token) << "2026 waits behind it";
  mapping("lista", R"(
[files]
names = ["lista {year}.*", "lista {year} {del}.*", "lista {year} {del} ny.*"]
[series]
key = ["del"]
order = ["year"]
period = "{year}")");
  EXPECT_EQ(run_as_other().code(), "register.header") << "another mapping may read it";
  const auto passing = run_as_other();
  EXPECT_EQ(period_of(passing), "2026");
  EXPECT_THAT(passing.findings(), ElementsAre("register.refused_before 1", "file.read 1"));
  EXPECT_THAT(passing.sink->recorder.findings()[0].what, HasSubstr("lista 2025.csv: "));
  const auto again = run_as_other();
  EXPECT_EQ(period_of(again), "-");
  EXPECT_THAT(again.findings(), ElementsAre("register.older 1", "register.refused_before 1")) << "it is told of still";
}

TEST_F(ReadOnlyFolder, AFileThatWasRefusedIsTriedAgainWithinOtherLimits) {
  write("lista 2025.csv", "Kommun;Antal\nSala;7\nHeby;8\nFalun;9\n");
  const auto within = [&](std::int64_t rows) {
    auto of = setup();
    of.source.put("most_rows", {.integer = rows});
    const AnotherUser other;
    return run(of);
  };
  EXPECT_EQ(within(2).code(), "register.limit");
  EXPECT_THAT(within(2).findings(), ElementsAre("register.refused_before 1"));
  EXPECT_EQ(period_of(within(100)), "2025");
}

/// Another version of the program may read it.
TEST(RefusalMark, IsOfTheFileAndOfAllThatReadIt) {
  WaitingFile file;
  file.file.stamp.bytes = 5;
  auto other = file;
  other.file.stamp.bytes = 6;
  const ReadBy by{.mapping = "a", .limits = "1", .program = "0.2.0"};
  const auto mark = refusal_mark(file, by);
  EXPECT_EQ(refusal_mark(file, by), mark);
  EXPECT_NE(refusal_mark(other, by), mark);
  EXPECT_NE(refusal_mark(file, {.mapping = "b", .limits = "1", .program = "0.2.0"}), mark);
  EXPECT_NE(refusal_mark(file, {.mapping = "a", .limits = "2", .program = "0.2.0"}), mark);
  EXPECT_NE(refusal_mark(file, {.mapping = "a", .limits = "1", .program = "0.3.0"}), mark);
}

TEST_F(ReadOnlyFolder, WithoutAnOrderTheyAreReadByTimeAndNeverInTurns) {
  mapping("lista", "[files]\nnames = [\"lista*\"]\n");
  write("lista a.csv", "Kommun;Antal\nSala;1\n");
  write("lista b.csv", "Kommun;Antal\nSala;2\n");
  age("lista a.csv", 1);
  age("lista b.csv", 2);
  EXPECT_THAT(run_as_other().sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '2'")));
  EXPECT_THAT(run_as_other().sink->recorder.rows(), ElementsAre(HasSubstr("'Sala' | '1'")));
  EXPECT_THAT(run_as_other().sink->recorder.rows(), IsEmpty());
}

TEST_F(ReadOnlyFolder, ARunThatLeavesFilesAsksForTheNext) {
  for (const auto* year : {"2024", "2025"})
    write("lista " + std::string(year) + ".csv", "Kommun;Antal\nSala;" + std::string(year) + "\n");
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  const auto token = tests::must(watcher->poll({}));
  run_as_other();
  const auto next = tests::must(watcher->poll({}));
  EXPECT_NE(next, token);
  run_as_other();
  EXPECT_EQ(tests::must(watcher->poll({})), next) << "there is no other";
}

/// Something else has its name meanwhile, the disk is full: it is not the file's fault.
TEST_F(SourceFolder, AReadmeThatCouldNotBeWrittenIsWrittenLater) {
  write("lista 2025.csv", one_row);
  const auto beside = folder_ / "done" / "lista 2025.csv – läs mig.xlsx";
  fs::create_directories(beside / "x");
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  ASSERT_TRUE(source->extract(sink, {}));
  EXPECT_FALSE(source->ended({.committed = true, .run = {3}, .status = "done"}));
  std::ignore = watcher->poll({});
  ASSERT_TRUE(watcher->left_undone());
  EXPECT_EQ(watcher->left_undone()->code, "register.no_readme");
  EXPECT_THAT(watcher->left_undone()->what, HasSubstr("the first lista 2025.csv"));
  fs::remove_all(beside);
  std::ignore = watcher->poll({});
  EXPECT_FALSE(watcher->left_undone());
  EXPECT_THAT(readme_text(beside), HasSubstr("på sidan för körning 3"));
}

TEST_F(SourceFolder, AFileThatCannotBeMovedIsToldOfUntilItIsAway) {
  write("lista 2025.csv", one_row);
  std::ofstream(folder_ / "done") << "a file";
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  ASSERT_TRUE(source->extract(sink, {}));
  EXPECT_FALSE(source->ended({.committed = true, .status = "done"}));
  std::ignore = watcher->poll({});
  ASSERT_TRUE(watcher->left_undone());
  EXPECT_EQ(watcher->left_undone()->code, "register.left_lying");
  fs::remove(folder_ / "lista 2025.csv");
  std::ignore = watcher->poll({});
  EXPECT_FALSE(watcher->left_undone());
}

TEST_F(SourceFolder, WhatARunLeftUndoneIsKnownToTheWatchersOfItsOwnerAlone) {
  write("lista 2025.csv", one_row);
  std::ofstream(folder_ / "done") << "a file";
  auto of_another = setup();
  of_another.shared = std::make_shared<SharedParts>();
  const auto other = tests::must(kind.watch(of_another, "file"));
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  ASSERT_TRUE(source->extract(sink, {}));
  EXPECT_FALSE(source->ended({.committed = true, .status = "done"}));
  for (const auto& one : {watcher.get(), other.get()}) std::ignore = one->poll({});
  EXPECT_TRUE(watcher->left_undone());
  EXPECT_FALSE(other->left_undone());
}

TEST_F(SourceFolder, NorHasWhatIsToldOfAFileThatCannotBeMoved) {
  write("lista 2025.19121212-1212.csv", one_row);
  std::ofstream(folder_ / "rejected") << "a file";
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  const auto read = source->extract(sink, {});
  ASSERT_FALSE(read);
  EXPECT_FALSE(source->ended({.committed = false, .error = read.error()}));
  std::ignore = watcher->poll({});
  ASSERT_TRUE(watcher->left_undone());
  EXPECT_EQ(watcher->left_undone()->code, "register.left_lying");
  EXPECT_THAT(core::describe(*watcher->left_undone()), AllOf(HasSubstr("***"), Not(HasSubstr("1212"))));
}

TEST_F(SourceFolder, AWatcherKnowsWhichRefusedFilesLieThere) {
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  std::ignore = watcher->poll({});
  EXPECT_EQ(watcher->refused(), std::nullopt) << "an empty folder may be a share that is not mounted";
  write("lista 2025.csv", one_row);
  std::ignore = watcher->poll({});
  EXPECT_EQ(watcher->refused(), std::vector<std::string>());
  fs::create_directory(folder_ / "rejected");
  for (const auto* name :
       {"lista 2025 (2).csv", "lista 2025 (2).csv – läs mig.xlsx", "lista (a).csv", "19121212-1212.csv"})
    write("rejected/" + std::string(name), one_row);
  std::ignore = watcher->poll({});
  EXPECT_THAT(watcher->refused().value_or(std::vector<std::string>()),
              ElementsAre("***.csv", "lista (a).csv", "lista 2025 (2).csv", "lista 2025.csv"));
}

TEST_F(SourceFolder, ALargeFileSaysHowFarItHasComeBeforeAnyOfItIsStored) {
  std::string text = "Kommun;Antal\n";
  for (int i = 0; i < 140'000; ++i) text += "Sala;7\n";
  write("lista 2025.csv", text);
  const auto source = tests::must(kind.open(setup()));
  RunsSink sink({});
  EXPECT_TRUE(source->extract(sink, {}));
  ASSERT_GT(sink.told.size(), 3U);
  EXPECT_EQ(sink.told[0].doing, "looked for numbers of persons in 65 536 rows of lista 2025.csv");
  EXPECT_EQ(sink.told[1].doing, "looked for numbers of persons in 131 072 rows of lista 2025.csv");
  EXPECT_EQ(sink.told[1].pages, 0);
  EXPECT_EQ(sink.told.back().rows, 140'000);
  EXPECT_THAT(sink.recorder.problems(), IsEmpty()) << "it went backwards";
}

TEST_F(SourceFolder, AWatcherSeesTheNamesOfItsMappingAlone) {
  const auto watcher = tests::must(kind.watch(setup(), "file"));
  EXPECT_EQ(tests::must(watcher->poll({})), "");
  write("annat.csv", one_row);
  EXPECT_EQ(tests::must(watcher->poll({})), "");
  write("lista 2025.csv", one_row);
  EXPECT_NE(tests::must(watcher->poll({})), "");
}

}  // namespace
}  // namespace sluss::connectors::registers
