// Files through the whole lane: two origins beside one another, loads one after the other, replay and rebuild.
#include "daemon/run/prune/prune.h"
#include "tests/integration/register_run_fixture.h"

namespace sluss::tests {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* both = "Kommun;Antal\nVästerås;100\nSala;7\n";

TEST_F(RegisterRun, TwoOriginsTellOfTheSameMunicipalitiesWithoutClosingEachOther) {
  loaded("kolada");
  put("bilar 2024.csv", both);
  EXPECT_EQ(loaded("bilar").run.rows.inserted, 2);
  const std::vector<std::string> all{"kolada:N00001 1980 2024 10", "kolada:N00001 1981 2024 20",
                                     "register:bilar.antal 1980 2024 100", "register:bilar.antal 1981 2024 7"};
  EXPECT_EQ(figures(), all);
  // Each no longer tells of one of them: a correction of the file, and a full load of Kolada.
  put("bilar 2024.csv", "Kommun;Antal\nSala;7\n");
  EXPECT_EQ(loaded("bilar").run.rows.absent, 1);
  EXPECT_THAT(figures(), ElementsAre(all[0], all[1], all[3]));
  kolada_ = {{"1980", 10}};
  EXPECT_EQ(loaded("kolada", true).run.rows.absent, 1);
  EXPECT_THAT(figures(), ElementsAre(all[0], all[3]));
  EXPECT_EQ(rows("select distinct run_id from core.observation where indicator_id like 'kolada:%' order by 1"),
            (Rows{{"1"}}))
      << "no version of it was written by a file";
}

/// Where only files are loaded an area has the code list's name, of no origin; whose catalogue describes it takes it
/// over.
TEST_F(RegisterRun, AreasHaveTheirNamesUntilACatalogueDescribesThem) {
  const std::string areas =
      "select area_id, kind, title, source from core.area_open where area_id in ('1980', '1981') order by 1";
  put("bilar 2024.csv", both);
  loaded("bilar");
  const Rows named{{"1980", "municipality", "Västerås", ""}, {"1981", "municipality", "Sala", ""}};
  EXPECT_EQ(rows(areas), named);
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;101\nSala;7\n");
  loaded("bilar");
  EXPECT_EQ(rows("select count(*) from core.area where area_id in ('1980', '1981')"), (Rows{{"2"}}))
      << "the same name is no version";
  loaded("kolada");
  const Rows described{{"1980", "municipality", "Västerås", "kolada"}, {"1981", "municipality", "Sala", "kolada"}};
  EXPECT_EQ(rows(areas), described);
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;102\nSala;7\n");
  loaded("bilar");
  EXPECT_EQ(rows(areas), described);
}

TEST_F(RegisterRun, TwoMappingsOfOneFolderAreBesideOneAnother) {
  put("bilar 2024.csv", both);
  put("bussar 2024.csv", "Kommun;Antal\nVästerås;50\nSala;3\n");
  loaded("bilar");
  loaded("bussar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;8\n");
  const auto corrected = loaded("bilar");
  EXPECT_EQ(corrected.run.rows.revised, 1);
  EXPECT_EQ(corrected.run.rows.absent, 1);
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1981 2024 8", "register:bussar.antal 1980 2024 50",
                                     "register:bussar.antal 1981 2024 3"));
  put("bussar 2024.csv", "Kommun;Antal\nVästerås;51\n");
  loaded("bussar");
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1981 2024 8", "register:bussar.antal 1980 2024 51"));
}

TEST_F(RegisterRun, TwoJobsOfOneMappingAreBesideOneAnotherWhenItsFilesArePartial) {
  mapping("bilar", usual_series, "antal", "partial = true\n");
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;100\n");
  std::ofstream(other_files_ / "bilar 2024.csv") << "Kommun;Antal\nSala;7\n";
  loaded("bilar");
  EXPECT_EQ(loaded("bilar_andra").run.rows.absent, 0);
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;101\n");
  EXPECT_EQ(loaded("bilar").run.rows.absent, 0);
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1980 2024 101", "register:bilar.antal 1981 2024 7"));
}

TEST_F(RegisterRun, AYearClosesNothingOfAnother) {
  put("bilar 2023.csv", both);
  put("bilar 2024.csv", "Kommun;Antal\nSala;8\n");
  EXPECT_THAT(codes(loaded("bilar")), Contains("register.waiting"));
  EXPECT_EQ(loaded("bilar").run.rows.absent, 0);
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1980 2023 100", "register:bilar.antal 1981 2023 7",
                                     "register:bilar.antal 1981 2024 8"));
}

TEST_F(RegisterRun, ARebuildReadsByTheArchivedMappingAndAReplayByTodays) {
  loaded("kolada");
  for (const auto* year : {"2023", "2024"}) {
    put(std::string("bilar ") + year + ".csv", both);
    loaded("bilar");
  }
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;101\nSala;7\nHeby;många\n");
  EXPECT_EQ(loaded("bilar").run.rows.rejected, 1);
  const auto before = everything();
  const auto then = figures("register:");
  mapping("bilar", usual_series, "antal + 1000");
  std::filesystem::remove_all(files_);
  rebuild();
  EXPECT_EQ(everything(), before) << "by the mapping that its runs had, and without a file";

  const auto replay = replayed("in");
  EXPECT_EQ(replay.run.rows.revised, 4);
  EXPECT_EQ(replay.run.rows.absent, 0);
  EXPECT_THAT(figures("register:"),
              ElementsAre("register:bilar.antal 1980 2023 1100", "register:bilar.antal 1980 2024 1101",
                          "register:bilar.antal 1981 2023 1007", "register:bilar.antal 1981 2024 1007"));
  EXPECT_THAT(figures("kolada:"), ElementsAre("kolada:N00001 1980 2024 10", "kolada:N00001 1981 2024 20"));

  // The replay's own mapping is archived with it: one that has changed since plays no part.
  const auto after = everything();
  mapping("bilar", usual_series, "antal + 5000");
  rebuild();
  EXPECT_EQ(everything(), after);

  mapping("bilar", usual_series);
  EXPECT_EQ(replayed("in").run.rows.revised, 4);
  EXPECT_EQ(figures("register:"), then) << "today's mapping is the first one again";
  EXPECT_EQ(replayed("in").run.status, "unchanged");
}

TEST_F(RegisterRun, AReplayIsOfOneSourceAlone) {
  mapping("bilar", usual_series, "antal", "partial = true\n");
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;100\n");
  std::ofstream(other_files_ / "bilar 2024.csv") << "Kommun;Antal\nSala;7\n";
  loaded("bilar");
  loaded("bilar_andra");
  const auto before = figures();
  EXPECT_EQ(replayed("in").run.status, "unchanged");
  EXPECT_EQ(replayed("andra").run.status, "unchanged");
  EXPECT_EQ(figures(), before);
}

TEST_F(RegisterRun, AThenBThenAAgainAreThreeLoads) {
  mapping("bilar", "[series]\nperiod = \"{year}\"\n");
  for (const auto* count : {"1", "2", "1"}) {
    put("bilar 2024.csv", std::string("Kommun;Antal\nSala;") + count + "\n");
    loaded("bilar");
    EXPECT_THAT(figures(), ElementsAre(std::string("register:bilar.antal 1981 2024 ") + count));
  }
  EXPECT_EQ(rows("select value::bigint, run_id from core.observation order by run_id"),
            (Rows{{"1", "1"}, {"2", "2"}, {"1", "3"}}));
  EXPECT_THAT(names_in(), IsEmpty());
  const auto before = everything();
  rebuild();
  EXPECT_EQ(everything(), before);
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  const auto same = loaded("bilar");
  EXPECT_EQ(same.run.status, "unchanged");
  EXPECT_EQ(same.run.rows.read, 0) << "it equals the latest of its series";
  EXPECT_THAT(names_in(), IsEmpty());
}

/// A file is held for what it is itself, and not for the one before it.
TEST_F(RegisterRun, AFileAsExpectedIsLoadedThoughTheOneBeforeItWaits) {
  expecting_two("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  const auto held = loaded("bilar");
  EXPECT_EQ(held.run.status, "held");
  put("bilar 2025.csv", both);
  const auto right = loaded("bilar");
  EXPECT_EQ(right.run.status, "done");
  EXPECT_THAT(right.held, IsEmpty());
  const std::vector<std::string> of_2025{"register:bilar.antal 1980 2025 100", "register:bilar.antal 1981 2025 7"};
  EXPECT_EQ(figures(), of_2025);
  const auto before = everything();
  rebuild();
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(decided(held.run.id, true).run.rows.inserted, 1);
  EXPECT_THAT(figures(), ElementsAre(of_2025[0], "register:bilar.antal 1981 2024 1", of_2025[1]));
  const auto after = everything();
  rebuild();
  EXPECT_EQ(everything(), after);
}

/// The corrected file is what applies, whatever is decided of the first: nothing of that is left to decide on.
TEST_F(RegisterRun, ACorrectedFileTakesThePlaceOfTheOneThatWaits) {
  expecting_two("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  EXPECT_EQ(loaded("bilar").run.status, "held");
  put("bilar 2024.csv", both);
  EXPECT_EQ(loaded("bilar").run.status, "done");
  EXPECT_EQ(rows("select run_id, state, decided_by from meta.held_series"), (Rows{{"1", "replaced", "2"}}));
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1980 2024 100", "register:bilar.antal 1981 2024 7"));
  put("bilar 2024.csv", "Kommun;Antal\nSala;2\n");
  EXPECT_EQ(loaded("bilar").run.status, "held");
  put("bilar 2024.csv", "Kommun;Antal\nSala;3\n");
  EXPECT_EQ(loaded("bilar").run.status, "held");
  EXPECT_EQ(rows("select run_id, state, decided_by from meta.held_series order by run_id"),
            (Rows{{"1", "replaced", "2"}, {"3", "replaced", "4"}, {"4", "waiting", std::nullopt}}));
}

TEST_F(RegisterRun, AFileOlderThanOneThatWaitsIsToldSoAndLoadedOnceThatIsDiscarded) {
  expecting_two("bilar");
  put("bilar 2026.csv", "Kommun;Antal\nSala;1\n");
  const auto held = loaded("bilar");
  put("bilar 2024.csv", both);
  loaded("bilar");
  EXPECT_THAT(rows("select what from meta.finding where code = 'register.older'").front().front().value_or(""),
              ::testing::StartsWith("Filen gäller 2024, men 2026 väntar på beslut."));
  EXPECT_EQ(rows("select facts from meta.finding where code = 'register.older'"),
            (Rows{{R"({"later":"waits","version":1})"}}));
  decided(held.run.id, false);
  put("bilar 2024.csv", both);
  EXPECT_EQ(loaded("bilar").run.status, "done");
}

/// What was discarded counts as not loaded, whatever the mapping says of it today.
TEST_F(RegisterRun, AReplayReadsWhatIsInForceAndNotWhatWasDiscarded) {
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\nVästerås;2\n");
  loaded("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;500\nSala;600\nVästerås;7\n");
  const auto held = loaded("bilar");
  EXPECT_EQ(held.run.status, "held") << "two values of one figure";
  decided(held.run.id, false);
  mapping("bilar", usual_series, "antal * 10");
  EXPECT_EQ(replayed("in").run.status, "done");
  const std::vector<std::string> tenfold{"register:bilar.antal 1980 2024 20", "register:bilar.antal 1981 2024 10"};
  EXPECT_EQ(figures(), tenfold);
  const auto before = everything();
  rebuild();
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(replayed("in").run.status, "unchanged");
  EXPECT_EQ(figures(), tenfold);
}

/// Nor what a replay has held anew, and was discarded then; what a replay has loaded is in force.
TEST_F(RegisterRun, WhatAReplayHasHeldIsDiscardedWithIt) {
  put("bilar 2024.csv", both);
  loaded("bilar");
  expecting_two("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  EXPECT_EQ(loaded("bilar").run.status, "held");
  const auto again = replayed("in");
  EXPECT_EQ(again.run.status, "held");
  decided(again.run.id, false);
  mapping("bilar", usual_series);
  EXPECT_EQ(replayed("in").run.status, "unchanged");
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1980 2024 100", "register:bilar.antal 1981 2024 7"));

  expecting_two("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  EXPECT_EQ(loaded("bilar").run.status, "held") << "it counts as not loaded here too";
  mapping("bilar", usual_series);
  EXPECT_EQ(replayed("in").run.status, "done");
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1981 2024 1"));
  EXPECT_EQ(replayed("in").run.status, "unchanged") << "what the replay let in";
}

TEST_F(RegisterRun, WhatAllWasDiscardedIsNotReplayed) {
  expecting_two("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  decided(loaded("bilar").run.id, false);
  const auto none = run::replay(workplace_->context(), "in", std::nullopt, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "replay.nothing");
}

/// It waits, was discarded or was rejected, and nothing of its year is there.
TEST_F(RegisterRun, ACorrectedFileIsReadThoughALaterYearWasLoadedMeanwhile) {
  expecting_two("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  EXPECT_EQ(loaded("bilar").run.status, "held");
  put("bilar 2025.csv", both);
  EXPECT_EQ(loaded("bilar").run.status, "done");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  EXPECT_THAT(codes(loaded("bilar")), ElementsAre("register.same")) << "it waits";
  put("bilar 2024.csv", "Kommun;Antal\nSala;5\nVästerås;90\n");
  EXPECT_EQ(loaded("bilar").run.status, "done");
  const std::vector<std::string> both_years{"register:bilar.antal 1980 2024 90", "register:bilar.antal 1980 2025 100",
                                            "register:bilar.antal 1981 2024 5", "register:bilar.antal 1981 2025 7"};
  EXPECT_EQ(figures(), both_years);
  EXPECT_EQ(rows("select run_id, state from meta.held_series"), (Rows{{"1", "replaced"}}));
  const auto before = everything();
  rebuild();
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(replayed("in").run.status, "unchanged");
  EXPECT_EQ(figures(), both_years);

  // From here on 2024 is there: it is older than 2025 again.
  put("bilar 2024.csv", "Kommun;Antal\nSala;6\nVästerås;90\n");
  const auto correction = loaded("bilar");
  ASSERT_THAT(codes(correction), ElementsAre("register.older"));
  EXPECT_THAT(correction.findings[0].what,
              HasSubstr("De uppgifter för 2024 som redan finns gäller. En rättelse av dem läses in först när varje "
                        "period är en serie för sig"));
  EXPECT_THAT(correction.findings[0].remedy, HasSubstr("key = [\"year\"]"));
  put("bilar 2024.csv", "Kommun;Antal\nSala;5\nVästerås;90\n");
  const auto same = loaded("bilar");
  ASSERT_THAT(codes(same), ElementsAre("register.older"));
  EXPECT_THAT(same.findings[0].what, ::testing::Not(HasSubstr("En rättelse"))) << "it is what is there";
  put("bilar 2025.csv", both);
  EXPECT_THAT(codes(loaded("bilar")), ElementsAre("register.same")) << "2025 still is the last one";
  EXPECT_EQ(figures(), both_years);

  put("bilar 2023.csv", both);
  EXPECT_THAT(codes(loaded("bilar")), ElementsAre("register.older")) << "none of its year was tried";
  put("bilar 2026.csv", "Komun;Antal\nSala;1\n");
  put("bilar 2027.csv", both);
  EXPECT_EQ(refused("bilar"), "register.header");
  EXPECT_EQ(loaded("bilar").run.status, "done");
  put("bilar 2026.csv", both);
  EXPECT_EQ(loaded("bilar").run.rows.inserted, 2);
}

/// What the text says that is to be done with it is enough, and leaves the other years as they are.
TEST_F(RegisterRun, ACorrectionOfAnOlderYearIsLoadedOnceEachYearIsASeries) {
  for (const auto* year : {"2024", "2025"}) {
    put(std::string("bilar ") + year + ".csv", both);
    EXPECT_EQ(loaded("bilar").run.status, "done");
  }
  const std::string corrected = "Kommun;Antal\nSala;6\nVästerås;90\n";
  put("bilar 2024.csv", corrected);
  EXPECT_THAT(codes(loaded("bilar")), ElementsAre("register.older"));
  mapping("bilar", "[series]\nkey = [\"year\"]\norder = [\"year\"]\nperiod = \"{year}\"\n");
  put("bilar 2024.csv", corrected);
  EXPECT_EQ(loaded("bilar").run.status, "done");
  put("bilar 2024.csv", "Kommun;Antal\nSala;5\nVästerås;90\n");
  EXPECT_EQ(loaded("bilar").run.status, "done") << "and once more";
  EXPECT_EQ(figures(),
            (std::vector<std::string>{"register:bilar.antal 1980 2024 90", "register:bilar.antal 1980 2025 100",
                                      "register:bilar.antal 1981 2024 5", "register:bilar.antal 1981 2025 7"}));
}

/// A name of no municipality makes up for none that lacks: a list with it is judged as one with a row less, each time.
TEST_F(RegisterRun, AListThatLacksAMunicipalityIsHeldHoweverItLacksIt) {
  expecting("bilar", "areas = [3, 3]\ncolumn = \"kommun\"");
  const std::string misspelt = "Kommun;Antal\nSala;1\nVästerås;2\nHebyy;3\n";
  put("bilar 2024.csv", misspelt);
  const auto first = loaded("bilar");
  EXPECT_EQ(first.run.status, "held");
  const auto told = std::ranges::find(first.findings, "run.unmet", &core::Finding::code);
  ASSERT_NE(told, first.findings.end());
  EXPECT_THAT(told->what,
              HasSubstr("Filen har 2 områden, den ska ha 3. 1 namn eller kod i kolumnen Kommun är inte bland "
                        "de områden som Sluss känner till. Se rad 4."));
  decided(first.run.id, true);
  for (const auto& [name, text] : {std::pair("bilar 2025.csv", "Kommun;Antal\nSala;1\nVästerås;2\n"),
                                   std::pair("bilar 2026.csv", misspelt.c_str())}) {
    put(name, text);
    EXPECT_EQ(loaded("bilar").run.status, "held") << name;
  }
  put("bilar 2026.csv", "Kommun;Antal\nSala;1\nVästerås;2\nHeby;3\n");
  EXPECT_EQ(loaded("bilar").run.status, "done");
}

TEST_F(RegisterRun, AFileThatWasDiscardedIsCorrectedThoughALaterYearWasLoadedMeanwhile) {
  expecting_two("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nSala;1\n");
  const auto held = loaded("bilar");
  put("bilar 2025.csv", both);
  loaded("bilar");
  decided(held.run.id, false);
  put("bilar 2024.csv", both);
  EXPECT_EQ(loaded("bilar").run.rows.inserted, 2);
}

/// By another gate than that of its mapping: the later file waits too, and is not blamed for it; nothing is said to be
/// loaded that waits, or was discarded.
TEST_F(RegisterRun, WhatWaitsAlongIsToldToWaitForTheOneBeforeIt) {
  gates_ = "known_least = 2\n";
  open_workplace();
  put("bilar 2024.csv", both);
  loaded("bilar");
  const std::string doubled = "Kommun;Antal\nVästerås;200\nSala;14\n";
  put("bilar 2024.csv", doubled);
  EXPECT_EQ(loaded("bilar").run.status, "held");
  put("bilar 2025.csv", both);
  const auto along = loaded("bilar");
  ASSERT_THAT(along.held, ::testing::SizeIs(1));
  EXPECT_EQ(along.held.front().waits_with, core::RunId{2});
  EXPECT_THAT(codes(along), Contains("run.waits_along"));
  EXPECT_THAT(rows("select what from meta.finding where code = 'run.waits_along'").front().front().value_or(""),
              ::testing::StartsWith("Det som kom väntar tillsammans med körning 2, eftersom"));
  const auto what = [&](core::RunId of) {
    return rows("select what from meta.finding where code <> 'file.read' and run_id = " + std::to_string(of.value))
        .front()
        .front()
        .value_or("");
  };
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;201\nSala;14\n");
  EXPECT_THAT(what(loaded("bilar").run.id), ::testing::StartsWith("Filen gäller 2024, men 2025 väntar på beslut."));
  put("bilar 2025.csv", both);
  EXPECT_THAT(what(loaded("bilar").run.id), ::testing::HasSubstr("som redan väntar på beslut"));
  const auto before = everything();
  rebuild();
  EXPECT_EQ(everything(), before);
  decided(along.run.id, false);
  put("bilar 2025.csv", both);
  const auto again = loaded("bilar");
  EXPECT_THAT(what(again.run.id), ::testing::HasSubstr("hölls kvar och förkastades"));
  EXPECT_THAT(codes(again), ElementsAre("register.same"));
}

/// Whoever puts a corrected file in after a discard means all of it: its right figures are most of the discarded ones.
TEST_F(RegisterRun, WhatWasDiscardedBarsNothingOfTheCorrectedFile) {
  gates_ = "known_least = 2\n";
  mapping("bilar", "[series]\nkey = [\"year\"]\norder = [\"year\"]\nperiod = \"{year}\"\n");
  open_workplace();
  put("bilar 2024.csv", both);
  loaded("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;999\nSala;8\n");
  const auto wrong = loaded("bilar");
  ASSERT_EQ(wrong.run.status, "held");
  decided(wrong.run.id, false);
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;100\nSala;8\n");
  const auto corrected = loaded("bilar");
  EXPECT_EQ(corrected.run.status, "held") << "half of what is known changes: that is asked again, and not dropped";
  EXPECT_EQ(corrected.run.rows.filtered, 0);
  decided(corrected.run.id, true);
  const std::vector<std::string> right{"register:bilar.antal 1980 2024 100", "register:bilar.antal 1981 2024 8"};
  EXPECT_EQ(figures(), right);
  const auto before = everything();
  rebuild();
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(replayed("in").run.status, "unchanged");
  EXPECT_EQ(figures(), right);
}

/// Nor an absence: a cut file was discarded, and then one comes that rightly lacks a municipality.
TEST_F(RegisterRun, AnAbsenceThatWasDiscardedClosesByTheNextFile) {
  gates_ = "known_least = 2\n";
  mapping("bilar", "[series]\nkey = [\"year\"]\norder = [\"year\"]\nperiod = \"{year}\"\n");
  open_workplace();
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;100\nSala;7\nFalun;3\n");
  loaded("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;100\n");
  const auto cut = loaded("bilar");
  ASSERT_EQ(cut.run.status, "held");
  decided(cut.run.id, false);
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;100\nSala;7\n");
  const auto right = loaded("bilar");
  EXPECT_EQ(right.run.status, "done");
  EXPECT_EQ(right.run.rows.absent, 1);
  EXPECT_EQ(figures(),
            (std::vector<std::string>{"register:bilar.antal 1980 2024 100", "register:bilar.antal 1981 2024 7"}));
}

/// What waited along and was discarded with the wrong one is taken in when it is given again, with a line more or less.
TEST_F(RegisterRun, WhatWasDiscardedAlongIsTakenInWhenItIsGivenAgain) {
  gates_ = "known_least = 2\n";
  open_workplace();
  put("bilar 2024.csv", both);
  loaded("bilar");
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;200\nSala;14\n");
  loaded("bilar");
  put("bilar 2025.csv", both);
  const auto along = loaded("bilar");
  ASSERT_EQ(along.run.status, "held");
  decided(along.run.id, false);
  put("bilar 2025.csv", std::string(both) + "\n");
  const auto again = loaded("bilar");
  EXPECT_EQ(again.run.status, "done");
  EXPECT_EQ(again.run.rows.inserted, 2);
}

/// A replay reads the load before the discarded one: pruning leaves it, though no figure leads back to it.
TEST_F(RegisterRun, PruningLeavesWhatAReplayReadsInPlaceOfADiscardedLoad) {
  gates_ = "known_least = 2\n";
  keeps_ = "keep_runs = 1\nkeep_for = \"1d\"\n";
  open_workplace();
  put("bilar 2024.csv", both);
  loaded("bilar");
  put("bilar 2024.csv", std::string(both) + "\n");
  EXPECT_EQ(loaded("bilar").run.status, "unchanged");
  put("bilar 2024.csv", "Kommun;Antal\nVästerås;200\nSala;14\n");
  const auto wrong = loaded("bilar");
  ASSERT_EQ(wrong.run.status, "held");
  const auto fates = [&] {
    std::vector<std::string> names;
    for (const auto& item : must(run::plan_prune(workplace_->context())).items)
      names.emplace_back(run::name_of(item.fate));
    return names;
  };
  clock_.set(clock_.now().plus(std::chrono::days(10)));
  EXPECT_THAT(fates(), ElementsAre("figures", "replay", "held"));
  decided(wrong.run.id, false);
  EXPECT_THAT(fates(), ElementsAre("figures", "replay", "keep_runs"));
  EXPECT_EQ(replayed("in").run.status, "unchanged");
}

/// Each file has all years: what the later one says, or leaves out, is not said anew by the one before it.
TEST_F(RegisterRun, AnEarlierListOfAllYearsChangesNothingOfTheLaterOne) {
  const auto running = [&] {
    expecting_two("bilar");
    const auto file = config_ / "sources" / "bilar.toml";
    std::ifstream old(file);
    std::string text{std::istreambuf_iterator<char>(old), {}};
    text.replace(text.find("value = \"{year}\""), 16, "heading = \"År\"");
    std::ofstream(file) << text;
  };
  running();
  put("bilar 2024.csv", "Kommun;År;Antal\nSala;2022;1\n");
  EXPECT_EQ(loaded("bilar").run.status, "held");
  put("bilar 2025.csv", "Kommun;År;Antal\nSala;2023;2\nSala;2025;3\n");
  EXPECT_EQ(loaded("bilar").run.status, "done");
  const auto before = figures();
  for (const auto* earlier :
       {"Kommun;År;Antal\nSala;2023;9\nSala;2022;9\n", "Kommun;År;Antal\nVästerås;2023;9\nSala;2022;9\n"}) {
    put("bilar 2024.csv", earlier);
    EXPECT_EQ(refused("bilar"), "run.overlaps");
    EXPECT_EQ(figures(), before);
  }
  EXPECT_THAT(names_in("rejected"), ::testing::Contains("bilar 2024.csv"));
}

TEST_F(RegisterRun, AFileThatSaysThatItIsOlderIsReportedAndRevisesNothing) {
  mapping("bilar", "[series]\norder = [\"dag\"]\nperiod = \"{year}\"\n[[cell]]\npattern = \"Publicerad {dag:date}\"\n");
  const std::string first = "Publicerad 2025-01-01\nKommun;Antal\nSala;1\n";
  put("bilar 2024.csv", first);
  loaded("bilar");
  put("bilar 2024.csv", "Publicerad 2025-03-01\nKommun;Antal\nSala;2\n");
  loaded("bilar");
  put("bilar 2024.csv", first);
  const auto older = loaded("bilar");
  EXPECT_EQ(older.run.rows.read, 0);
  EXPECT_THAT(codes(older), Contains("register.older"));
  EXPECT_THAT(figures(), ElementsAre("register:bilar.antal 1981 2024 2"));
  EXPECT_EQ(rows("select run_id, subject from meta.finding where code = 'register.older'"),
            (Rows{{"3", "bilar 2024.csv"}}));
  EXPECT_THAT(names_in(), IsEmpty());
  EXPECT_THAT(names_in("rejected"), IsEmpty());
  const auto before = everything();
  rebuild();
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(replayed("in").run.status, "unchanged");
}

}  // namespace
}  // namespace sluss::tests
