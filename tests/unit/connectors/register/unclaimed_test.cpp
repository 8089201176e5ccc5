// Files of a watched folder whose names no job takes.
#include <gmock/gmock.h>

#include <chrono>

#include "connectors/register/readme/readme.h"
#include "connectors/register/source/unclaimed.h"
#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* one_row = "Kommun;Antal\nSala;1\n";

class UnclaimedFolder : public SourceFolder {
 protected:
  void SetUp() override {
    SourceFolder::SetUp();
    mapping("bilar", "[files]\nnames = [\"bilar {year}.xlsx\", \"*fordon {year}-{month}.csv\"]\n");
  }

  /// Of several jobs of the folder, the one by that name; all are watched.
  [[nodiscard]] connectors::Setup setup_of(const std::string& job, const std::vector<std::string>& jobs) const {
    auto made = setup(job);
    for (const auto& name : jobs) {
      const auto of = setup(name);
      made.jobs_of_kind.push_back(
          {.name = "natten " + name, .on_event = true, .is_this = name == job, .source = of.source, .job = of.job});
    }
    return made;
  }
  [[nodiscard]] static std::unique_ptr<Watcher> watch(const connectors::Setup& of) {
    return tests::must(kind.watch(of, "file"));
  }
  void pass(std::chrono::seconds time) { clock_.set(clock_.now().plus(time)); }
  /// Polls now, and when what is there has stood still.
  void poll(Watcher& watcher) {
    std::ignore = watcher.poll({});
    pass(std::chrono::minutes(2));
    std::ignore = watcher.poll({});
  }
  [[nodiscard]] std::string readme_of(const std::string& name) const {
    const auto path = folder_ / readme_name(name);
    if (!std::filesystem::exists(path)) return {};
    const auto command =
        "python3 " SLUSS_SOURCE_DIR "/tests/unit/transforms/datasets/read_xlsx.py '" + path.string() +
        "' | PYTHONIOENCODING=utf-8 python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin), "
        "ensure_ascii=False))'";
    std::string text;
    auto* const pipe = ::popen(command.c_str(), "r");
    std::array<char, 65'536> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), size);
    EXPECT_EQ(::pclose(pipe), 0) << command;
    return text;
  }
};

TEST_F(UnclaimedFolder, AFileThatNoJobTakesIsToldOfWhenItHasStoodStill) {
  write("bilar lista.xlsx", "x");
  const auto watcher = watch(setup_of("lista", {"lista", "bilar"}));
  EXPECT_EQ(tests::must(watcher->poll({})), "") << "it starts no run";
  pass(std::chrono::seconds(119));
  EXPECT_EQ(tests::must(watcher->poll({})), "");
  EXPECT_EQ(watcher->unclaimed().count, 0);
  EXPECT_THAT(names_in(folder_), ElementsAre("bilar lista.xlsx"));
  pass(std::chrono::seconds(1));
  EXPECT_EQ(tests::must(watcher->poll({})), "");
  const auto told = watcher->unclaimed();
  EXPECT_EQ(told.count, 1);
  EXPECT_EQ(told.place, folder_.string());
  EXPECT_THAT(told.names, ElementsAre("bilar lista.xlsx"));
  EXPECT_THAT(told.taken,
              ElementsAre("lista 2026.xlsx", "bilar 2026.xlsx", "lista 2026 namn.xlsx", "fordon 2026-01.csv"));
  EXPECT_THAT(
      readme_of("bilar lista.xlsx"),
      AllOf(HasSubstr("Inte inläst: namnet passar inget jobb"),
            HasSubstr("Filens namn passar inget av de jobb som läser den här mappen."),
            HasSubstr("Till exempel \\\"bilar 2026.xlsx\\\" och \\\"fordon 2026-01.csv\\\""),
            HasSubstr("Jobbet natten bilar"), HasSubstr("bilar {year}.xlsx"), HasSubstr("fråga den som sköter")));
}

/// Nobody names a file "Index26_….…".
TEST_F(UnclaimedFolder, ExamplesAreWholeNamesWithTheWordsOfTheTables) {
  const auto table = [](const std::string& word) {
    return "[[table]]\nname = \"" + word + "\"\nfiles = [\"*" + word +
           "*\"]\n[[table.column]]\nname = \"kommun\"\n"
           "heading = \"Kommun\"\n";
  };
  mapping("lista", "[files]\nnames = [\"Index{year:yy}_{lista}.*\"]\n" + table("start") + table("slut"));
  write("annat.csv", one_row);
  const auto watcher = watch(setup_of("lista", {"lista"}));
  poll(*watcher);
  EXPECT_THAT(watcher->unclaimed().taken, ElementsAre("Index26_start.xlsx", "Index26_slut.xlsx"));
}

TEST_F(UnclaimedFolder, EachJobHasAnExampleBeforeOneHasTwo) {
  mapping("bilar", "[files]\nnames = [\"a {year}.csv\", \"b {year}.csv\", \"c {year}.csv\"]\n");
  const auto watcher = watch(setup_of("bilar", {"bilar", "lista"}));
  write("annat.csv", one_row);
  poll(*watcher);
  EXPECT_THAT(watcher->unclaimed().taken,
              ElementsAre("a 2026.csv", "lista 2026.xlsx", "b 2026.csv", "lista 2026 namn.xlsx", "c 2026.csv"));
}

TEST_F(UnclaimedFolder, AFileThatGrowsHasNotStoodStill) {
  write("annat.csv", "Kommun\n");
  const auto watcher = watch(setup_of("lista", {"lista"}));
  std::ignore = watcher->poll({});
  pass(std::chrono::seconds(100));
  write("annat.csv", "Kommun\nSala\n");
  poll(*watcher);
  EXPECT_EQ(watcher->unclaimed().count, 1) << "two minutes after it grew";
  pass(std::chrono::seconds(-3600));
  std::ignore = watcher->poll({});
  EXPECT_EQ(watcher->unclaimed().count, 1) << "once it is told of, it is until it is gone";
}

TEST_F(UnclaimedFolder, OfTwoJobsInOneFolderOneTellsAndTheOthersFilesAreNoneOfIt) {
  write("lista 2025.csv", one_row);
  write("bilar 2025.xlsx", "x");
  write("annat.csv", one_row);
  const auto first = watch(setup_of("lista", {"lista", "bilar"}));
  const auto second = watch(setup_of("bilar", {"lista", "bilar"}));
  poll(*second);
  EXPECT_EQ(second->unclaimed().count, 0);
  EXPECT_THAT(readme_of("annat.csv"), IsEmpty()) << "the first writes";
  poll(*first);
  EXPECT_THAT(first->unclaimed().names, ElementsAre("annat.csv"));
  EXPECT_THAT(names_in(folder_),
              ElementsAre("annat.csv", "annat.csv – läs mig.xlsx", "bilar 2025.xlsx", "lista 2025.csv"));
}

TEST_F(UnclaimedFolder, AJobThatIsNotWatchedTakesItsFilesToo) {
  auto of = setup_of("lista", {"bilar", "lista"});
  of.jobs_of_kind.front().on_event = false;
  write("bilar 2025.xlsx", "x");
  write("annat.csv", one_row);
  const auto watcher = watch(of);
  poll(*watcher);
  EXPECT_THAT(watcher->unclaimed().names, ElementsAre("annat.csv"));
}

TEST_F(UnclaimedFolder, AFileThatIsASourceOfItsOwnIsTaken) {
  auto of = setup_of("lista", {"lista", "bilar"});
  of.jobs_of_kind.back().source.put("path", {.text = (folder_ / "Uttag.CSV").string()});
  of.jobs_of_kind.back().source.put("one_file", {.boolean = true});
  write("uttag.csv", one_row);
  write("bilar 2025.xlsx", "x");
  const auto watcher = watch(of);
  poll(*watcher);
  EXPECT_THAT(watcher->unclaimed().names, ElementsAre("bilar 2025.xlsx"));
}

TEST_F(UnclaimedFolder, NothingIsToldWhereAMappingCannotBeRead) {
  std::ofstream(config_ / "sources" / "bilar.toml") << "id = ";
  write("annat.csv", one_row);
  const auto watcher = watch(setup_of("lista", {"lista", "bilar"}));
  poll(*watcher);
  EXPECT_EQ(watcher->unclaimed().count, 0) << "nobody knows what it takes";
  EXPECT_THAT(names_in(folder_), ElementsAre("annat.csv"));
}

TEST_F(UnclaimedFolder, WhatIsNoDataIsLeftAlone) {
  for (const auto* name : {"~$annat.xlsx", ".dold.csv", "annat.csv.part", "bild.png", "brev.docx", "Thumbs.db",
                           "lista 2024.csv – läs mig.xlsx"})
    write(name, "x");
  const auto watcher = watch(setup_of("lista", {"lista"}));
  poll(*watcher);
  EXPECT_EQ(watcher->unclaimed().count, 0);
  EXPECT_EQ(names_in(folder_).size(), 7U) << "nor is a läs mig that says something else removed";
}

TEST_F(UnclaimedFolder, TenHaveALasMigAndTheRestAreCounted) {
  for (int i = 10; i < 25; ++i) write("annat " + std::to_string(i) + ".csv", one_row);
  const auto watcher = watch(setup_of("lista", {"lista"}));
  poll(*watcher);
  EXPECT_EQ(watcher->unclaimed().count, 15);
  EXPECT_EQ(watcher->unclaimed().names.size(), 10U);
  EXPECT_EQ(names_in(folder_).size(), 25U);
  EXPECT_THAT(readme_of("annat 19.csv"), HasSubstr("I mappen ligger 5 till vars namn inget jobb tar."));
  EXPECT_THAT(readme_of("annat 18.csv"), Not(HasSubstr("I mappen ligger")));
}

TEST_F(UnclaimedFolder, TheLasMigGoesWhenTheFileIsRenamedTakenOrGone) {
  for (const auto* name : {"annat.csv", "bort.csv", "kvar.csv"}) write(name, one_row);
  {
    const auto watcher = watch(setup_of("lista", {"lista"}));
    poll(*watcher);
    EXPECT_EQ(watcher->unclaimed().count, 3);
    std::filesystem::rename(folder_ / "annat.csv", folder_ / "lista 2025.csv");
    EXPECT_NE(tests::must(watcher->poll({})), "");
    EXPECT_THAT(watcher->unclaimed().names, ElementsAre("bort.csv", "kvar.csv"));
    EXPECT_THAT(names_in(folder_), ElementsAre("bort.csv", "bort.csv – läs mig.xlsx", "kvar.csv",
                                               "kvar.csv – läs mig.xlsx", "lista 2025.csv"));
  }
  // While no daemon ran: it is known by what it says.
  std::filesystem::remove(folder_ / "bort.csv");
  const auto again = watch(setup_of("lista", {"lista"}));
  std::ignore = again->poll({});
  EXPECT_THAT(names_in(folder_), ElementsAre("kvar.csv", "kvar.csv – läs mig.xlsx", "lista 2025.csv"));
  // A mapping takes the name now.
  mapping("lista", "[files]\nnames = [\"kvar.csv\"]\n");
  const auto taken = watch(setup_of("lista", {"lista"}));
  EXPECT_NE(tests::must(taken->poll({})), "");
  EXPECT_THAT(names_in(folder_), ElementsAre("kvar.csv", "lista 2025.csv"));
}

TEST_F(UnclaimedFolder, ItIsWrittenAgainWhenItSaysSomethingElseAndNotOtherwise) {
  write("annat.csv", one_row);
  const auto watcher = watch(setup_of("lista", {"lista"}));
  poll(*watcher);
  std::filesystem::remove(folder_ / readme_name("annat.csv"));
  poll(*watcher);
  EXPECT_THAT(readme_of("annat.csv"), IsEmpty()) << "somebody has read it, and put it away";
  const auto both = watch(setup_of("lista", {"lista", "bilar"}));
  poll(*both);
  EXPECT_THAT(readme_of("annat.csv"), HasSubstr("bilar 2026.xlsx"));
}

TEST_F(UnclaimedFolder, AFolderThatIsNotOursHasNoLasMigAndIsToldOfAllTheSame) {
  write("annat.csv", one_row);
  const auto watcher = watch(setup_of("lista", {"lista"}));
  std::filesystem::permissions(root_.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(folder_, std::filesystem::perms(0555));
  {
    const AnotherUser other;
    poll(*watcher);
  }
  EXPECT_EQ(watcher->unclaimed().count, 1);
  EXPECT_THAT(names_in(folder_), ElementsAre("annat.csv"));
  std::filesystem::permissions(folder_, std::filesystem::perms(0755));
}

TEST_F(UnclaimedFolder, ANameWithTheNumberOfAPersonIsMasked) {
  write("uttag 19121212-1212.csv", one_row);
  const auto watcher = watch(setup_of("lista", {"lista"}));
  poll(*watcher);
  ASSERT_EQ(watcher->unclaimed().names.size(), 1U);
  EXPECT_THAT(watcher->unclaimed().names.front(), Not(HasSubstr("1212")));
  EXPECT_THAT(names_in(folder_), Contains(AllOf(HasSubstr("läs mig"), Not(HasSubstr("1212")))));
}

TEST_F(UnclaimedFolder, JobsOfOneFolderThatTakeOneNameAreWarnedOf) {
  const auto warned = [&](const std::vector<connectors::JobOfKind>& jobs) {
    std::vector<std::string> texts;
    for (const auto& one : kind.check_jobs(jobs, {config_}))
      texts.push_back(one.code + " " + one.place.field + ": " + one.what);
    return texts;
  };
  EXPECT_THAT(warned(setup_of("lista", {"lista", "bilar"}).jobs_of_kind), IsEmpty());
  mapping("norr", "[files]\nnames = [\"lista {year} norr.csv\"]\n");
  mapping("allt", "[files]\nnames = [\"*.xlsx\"]\n");
  EXPECT_THAT(warned(setup_of("lista", {"bilar", "norr", "lista"}).jobs_of_kind),
              ElementsAre(AllOf(HasSubstr("config.same_files natten lista: the jobs natten norr and natten lista both "
                                          "take \"lista 2025 norr.csv\" in "),
                                HasSubstr(folder_.string()))));
  EXPECT_THAT(warned(setup_of("lista", {"lista", "allt"}).jobs_of_kind), ElementsAre(HasSubstr("\"lista 2025.xlsx\"")))
      << "of any ending";
  EXPECT_THAT(warned(setup_of("lista", {"lista", "lista"}).jobs_of_kind), ::testing::SizeIs(1));
  auto elsewhere = setup_of("lista", {"lista", "norr"}).jobs_of_kind;
  elsewhere.back().source.put("path", {.text = (folder_ / "norr").string()});
  EXPECT_THAT(warned(elsewhere), IsEmpty());
  elsewhere.back().source.put("path", {.text = (folder_ / "lista 2025 norr.csv").string()});
  elsewhere.back().source.put("one_file", {.boolean = true});
  EXPECT_THAT(warned(elsewhere), ::testing::SizeIs(1)) << "the one file is in the folder";
}

TEST_F(UnclaimedFolder, AMappingWithABreakIsWarnedOf) {
  mapping("enkat", "[files]\nnames = [\"enkat {year}.csv\"]\n[[break]]\nat = \"2023\"\nnote = \"Ny enkät\"\n");
  const auto warnings = kind.check_jobs(setup_of("lista", {"lista", "enkat"}).jobs_of_kind, {config_});
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings.front().code, "mapping.break");
  EXPECT_EQ(warnings.front().place.field, "natten enkat");
  EXPECT_THAT(warnings.front().what, HasSubstr("has no effect"));
}

}  // namespace
}  // namespace sluss::connectors::registers
