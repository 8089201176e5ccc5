// The kind's checks of a configuration and of the machine, and what a replay reads by.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/register/source/extent.h"
#include "tests/tools/kept_problems.h"
#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RegisterKind : public SourceFolder {
 protected:
  [[nodiscard]] std::vector<std::string> wrong_with_job(const std::string& mapping_id) const {
    std::vector<std::string> messages;
    for (const auto& error : kind.check_job_files(setup(mapping_id).job, {config_}))
      messages.push_back(error.place.file + " " + error.code + ": " + error.what + " | " + error.remedy);
    return messages;
  }
};

TEST_F(RegisterKind, AJobNamesAMapping) {
  EXPECT_THAT(wrong_with_job("lista"), IsEmpty());
  EXPECT_THAT(wrong_with_job("listor"), ElementsAre(HasSubstr("register.mapping: there is no mapping \"listor\" | "
                                                              "Did you mean \"lista\"?")));
  for (const auto* id : {"../lista", "Lista", "a/b"})
    EXPECT_THAT(wrong_with_job(id), ElementsAre(HasSubstr("register.mapping"))) << id;
}

TEST_F(RegisterKind, AllThatIsWrongWithAMappingIsReported) {
  std::ofstream(config_ / "sources" / "fel.toml") << "id = \"fel\"\ntitel = \"x\"\nlayout = \"säker\"\n";
  const auto wrong = wrong_with_job("fel");
  EXPECT_GT(wrong.size(), 2U);
  EXPECT_THAT(wrong, ::testing::Each(HasSubstr("fel.toml")));
}

TEST_F(RegisterKind, FiguresAreQuotedAsTheMappingSays) {
  const auto said = kind.quoted(setup("lista").job, {config_});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->ids, "register:lista");
  EXPECT_TRUE(said->attribution.starts_with("Källa: ")) << said->attribution;
  EXPECT_FALSE(kind.quoted(setup("listor").job, {config_}));
}

TEST_F(RegisterKind, TheFirstFoldersMappingCounts) {
  const auto mine = root_.path() / "mine";
  fs::create_directories(mine / "sources");
  std::ofstream(mine / "sources" / "lista.toml") << "id = \"lista\"\n";
  auto other = setup();
  other.config_folders = {mine, config_};
  EXPECT_FALSE(kind.open(other)) << "it is not whole";
  other.config_folders = {config_, mine};
  EXPECT_TRUE(kind.open(other));
}

TEST_F(RegisterKind, ASourceIsNamedFromTheRoot) {
  tests::KeptProblems problems;
  auto source = setup().source;
  kind.check_source(source, problems);
  EXPECT_THAT(problems.messages, IsEmpty());
  source.put("path", {.text = "in"});
  kind.check_source(source, problems);
  EXPECT_THAT(problems.messages, ElementsAre(HasSubstr("path config.path: 'in'")));
}

/// Where Sluss keeps things itself, or puts files away to, none can be put in.
TEST_F(RegisterKind, AFolderThatCannotHaveFilesPutInIsRefused) {
  const auto root = fs::canonical(root_.path());
  const auto state = root / "state";
  fs::create_directories(root / "andra" / "done");
  std::ofstream(root / "fil.csv") << "x";
  fs::create_symlink(root / "andra" / "done", root / "lank");
  const auto source = [](const std::string& name, const fs::path& path, bool one_file = false) {
    SourceOfKind one{.name = name, .source = core::config::Table("source." + name)};
    one.source.put("path", {.text = path.string()});
    one.source.put("one_file", {.boolean = one_file});
    return one;
  };
  const auto wrong = [&](const SourceOfKind& one) {
    std::vector<std::string> messages;
    for (const auto& error : kind.check_places(std::vector{one, source("andra", root / "andra")}, state))
      messages.push_back(error.place.field + " " + error.code + ": " + error.what);
    return messages;
  };
  EXPECT_THAT(wrong(source("in", root / "in")), IsEmpty()) << "it may come later";
  EXPECT_THAT(wrong(source("in", root / "fil.csv", true)), IsEmpty());
  EXPECT_THAT(wrong(source("in", root / "andra")), IsEmpty()) << "jobs may share a folder";
  EXPECT_THAT(wrong(source("in", root / "state-2")), IsEmpty());
  EXPECT_THAT(wrong(source("in", "/")),
              ElementsAre(HasSubstr("in config.path: source \"in\": files would be put in /")));
  EXPECT_THAT(wrong(source("in", "/fil.csv", true)), ElementsAre(HasSubstr("the root of all files")));
  EXPECT_THAT(wrong(source("in", root / "fil.csv")), ElementsAre(HasSubstr("fil.csv is a file, and no folder")));
  EXPECT_THAT(wrong(source("in", root / "andra", true)), ElementsAre(HasSubstr("one_file says that it is a file")));
  for (const auto* within : {"state", "state/", "state/in", "state/../state/in"})
    EXPECT_THAT(wrong(source("in", root / within)), ElementsAre(HasSubstr("lies in the folder of the state")))
        << within;
  for (const auto* away : {"andra/done", "andra/done/", "andra/rejected", "andra/done/2025", "lank"})
    EXPECT_THAT(wrong(source("in", root / away)), ElementsAre(HasSubstr("files of the source andra are put away")))
        << away;
}

TEST_F(RegisterKind, ASourceHasOnePlace) {
  using Values = std::vector<std::pair<std::string, std::string>>;
  const auto wrong = [](const Values& values) {
    tests::KeptProblems problems;
    core::config::Table source("source.in");
    for (const auto& [key, value] : values) source.put(key, {.text = value});
    kind.check_source(source, problems);
    return problems.messages;
  };
  const std::string key = "SHA256:uCXBupfP0kM0rTupm1fOKlFtVcbqOpO+LZcoeyVJ5lk";
  EXPECT_THAT(wrong({}), ElementsAre(HasSubstr("path config.missing")));
  EXPECT_THAT(wrong({{"path", "/in"}, {"url", "https://h/a.csv"}}), ElementsAre(HasSubstr("url config.together")));
  EXPECT_THAT(wrong({{"url", "https://h/a%20b.csv?x=1"}}), IsEmpty());
  EXPECT_THAT(wrong({{"url", "https://h/a b.csv"}}), ElementsAre(HasSubstr("url config.url")));
  EXPECT_THAT(wrong({{"url", "https:///a.csv"}}), ElementsAre(HasSubstr("url config.url")));
  EXPECT_THAT(wrong({{"url", "ftp://h/a.csv"}}), ElementsAre(HasSubstr("url config.url")));
  const auto secret = wrong({{"url", "https://sala:hemligt@h/a.csv"}});
  EXPECT_THAT(secret, ElementsAre(HasSubstr("url config.secret_written")));
  EXPECT_THAT(secret, ElementsAre(::testing::Not(HasSubstr("hemligt"))));
  EXPECT_THAT(wrong({{"url", "https://h/a.csv"}, {"key", "k"}}), ElementsAre(HasSubstr("key config.together")));
  EXPECT_THAT(wrong({{"url", "sftp://s@h/in/*.csv"}, {"host_key", key}, {"key", "k"}}), IsEmpty());
  EXPECT_THAT(wrong({{"url", "sftp://s@h/in"}}),
              ElementsAre(HasSubstr("url config.host_key"), HasSubstr("url config.missing")));
  EXPECT_THAT(wrong({{"url", "sftp://s@h/*/in"}, {"host_key", key}, {"credential", "k"}}),
              ElementsAre(HasSubstr("url config.url")));
  EXPECT_THAT(wrong({{"url", "sftp://h/in"}, {"host_key", "x"}, {"key", "k"}}),
              ElementsAre(HasSubstr("url config.url"), HasSubstr("host_key config.host_key")));
}

TEST_F(RegisterKind, ACodelistThatAColumnNamesMustBeThere) {
  std::ofstream(config_ / "sources" / "koder.toml") << R"(
id = "koder"
title = "Koder"
publisher = "Ingen"
layout = "verified"
[files]
names = ["koder*"]
[[table]]
name = "hela"
[[table.column]]
name = "kod"
heading = "Kod"
type = "code"
list = "lagrum"
[[table.column]]
name = "kommun"
heading = "Kommun"
type = "area"
)";
  EXPECT_EQ(kind.open(setup("koder")).error().code, "register.codelist");
  fs::create_directory(config_ / "codelists");
  std::ofstream(config_ / "codelists" / "lagrum.toml") << "id = 1";
  write("koder.csv", "Kod;Kommun\n1;Sala\n");
  const auto loaded = run(setup("koder"));
  ASSERT_TRUE(loaded.extent);
  const auto extent = tests::must(parse_extent(loaded.extent->text));
  EXPECT_EQ(extent.codelists, (std::map<std::string, std::string>{{"lagrum", "id = 1"}}));
}

TEST_F(RegisterKind, AReplayReadsByTodaysMapping) {
  write("lista 2025.csv", "Kommun;Antal\nSala;7\n");
  const auto loaded = run();
  mapping("lista", "[files]\nnames = [\"lista {year}.*\"]\n[[mark]]\ntexts = [\"X\"]\nstatus = \"suppressed\"\n");
  const auto today = tests::must(parse_extent(tests::must(kind.extent_today(loaded.extent->text, {config_}))));
  const auto then = tests::must(parse_extent(loaded.extent->text));
  EXPECT_EQ(today.file, then.file);
  EXPECT_EQ(today.mapping.marks.size(), 1U);
  EXPECT_EQ(then.mapping.marks.size(), 0U);
  EXPECT_EQ(tests::must(kind.extent_today("{}", {config_})), "{}") << "a run that found no file";
  fs::remove(config_ / "sources" / "lista.toml");
  EXPECT_EQ(kind.extent_today(loaded.extent->text, {config_}).error().code, "register.mapping");
}

TEST_F(RegisterKind, ARunWithoutAFileIsReadAgain) {
  const auto reader = kind.read_again();
  ASSERT_TRUE(reader->begin("{}", scratch_));
  EXPECT_FALSE(reader->needs_extent({.query = "sluss:resolution"}));
  EXPECT_FALSE(kind.read_again()->begin("[]", scratch_));
}

TEST_F(RegisterKind, PagesThatAreNotTheFilesAreRefused) {
  write("lista 2025.csv", "Kommun;Antal\nSala;7\n");
  const auto loaded = run();
  const auto reader = kind.read_again();
  ASSERT_TRUE(reader->begin(loaded.extent->text, scratch_));
  const auto page = loaded.sink->recorder.objects().front();
  testing::Recorder sink(loaded.sink->recorder.objects());
  EXPECT_EQ(reader->read({.handle = {}, .object = page.object, .body = "Kommun;Antal\nSala;8\n"}, sink).error().code,
            "archive.damaged");
}

TEST_F(RegisterKind, TheMachineHasTheFolder) {
  auto source = setup().source;
  ASSERT_THAT(kind.check_machine(source), ::testing::SizeIs(1));
  EXPECT_TRUE(kind.check_machine(source).front().well);
  source.put("path", {.text = (folder_ / "gone").string()});
  EXPECT_FALSE(kind.check_machine(source).front().well);
  source.put("path", {.text = (folder_ / "one.csv").string()});
  source.put("one_file", {.boolean = true});
  EXPECT_TRUE(kind.check_machine(source).front().well) << "the file itself need not be there yet";
}

TEST_F(RegisterKind, OneFileByItsName) {
  auto one = setup();
  one.source.put("path", {.text = (folder_ / "lista 2025.csv").string()});
  one.source.put("one_file", {.boolean = true});
  EXPECT_EQ(period_of(run(one)), "-") << "it is not there";
  write("lista 2024.csv", "Kommun;Antal\nSala;6\n");
  write("lista 2025.csv", "Kommun;Antal\nSala;7\n");
  EXPECT_EQ(period_of(run(one)), "2025");
  EXPECT_TRUE(fs::exists(folder_ / "lista 2024.csv"));
}

}  // namespace
}  // namespace sluss::connectors::registers
