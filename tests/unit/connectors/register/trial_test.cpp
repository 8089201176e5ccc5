// What a trial of a file shows of it.
#include "connectors/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/connectors/register/source_folder.h"

namespace sluss::connectors::registers {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TrialOfAFile : public SourceFolder {
 protected:
  /// Its report, when all was read.
  std::string report_of(const std::string& name) {
    auto trial = kind.try_file({.file = folder_ / name,
                                .config_folders = {config_},
                                .files = *files_,
                                .scratch = scratch_,
                                .preview_rows = 20});
    if (!trial) return "not tried: " + trial.error().front().what;
    RunsSink sink({});
    EXPECT_TRUE((*trial)->read(sink));
    return (*trial)->report();
  }
};

class TrialOfALargeFile : public TrialOfAFile {
 protected:
  void SetUp() override {
    TrialOfAFile::SetUp();
    std::string text = "Kommun;Antal\n";
    for (int i = 0; i < rows; ++i) text += "Sala;7\n";
    write("lista 2025.csv", text);
  }
  struct Tried {
    std::string report;
    std::vector<Progress> progress;
  };
  Tried tried(std::chrono::milliseconds longest) {
    Tried made;
    auto trial = kind.try_file({.file = folder_ / "lista 2025.csv",
                                .mapping = "lista",
                                .config_folders = {config_},
                                .files = *files_,
                                .scratch = scratch_,
                                .longest = longest,
                                .progress = [&](const Progress& one) { made.progress.push_back(one); }});
    if (!trial) return made;
    RunsSink sink({});
    EXPECT_TRUE((*trial)->read(sink));
    made.report = (*trial)->report();
    return made;
  }
  static constexpr int rows = 400'000;
};

TEST_F(TrialOfALargeFile, IsReadForAsLongAsIsAllowedAndSaysHowFarItCame) {
  const auto some = tried(std::chrono::milliseconds(2)).report;
  EXPECT_THAT(some, HasSubstr("\"in_part\":true"));
  EXPECT_THAT(some, HasSubstr("\"errors\":[]"));
  EXPECT_THAT(some, Not(HasSubstr("\"read\":400000")));
  EXPECT_THAT(some, Not(HasSubstr("\"rows\":400001")));
  EXPECT_THAT(some, HasSubstr("\"Sala\",\"7\",\"final\"")) << "the first rows are there whatever the time";
  const auto all = tried(std::chrono::milliseconds(0)).report;
  EXPECT_THAT(all, HasSubstr("\"in_part\":false"));
  EXPECT_THAT(all, HasSubstr("\"read\":400000"));
}

TEST_F(TrialOfALargeFile, TellsHowFarItHasCome) {
  const auto progress = tried(std::chrono::milliseconds(0)).progress;
  ASSERT_GT(progress.size(), 6U);
  EXPECT_EQ(progress[0].doing, "looked for numbers of persons in 65 536 rows of lista 2025.csv");
  EXPECT_EQ(progress[5].doing, "looked for numbers of persons in 393 216 rows of lista 2025.csv");
  EXPECT_EQ(progress[5].rows, 0) << "they are read again, and counted then";
  EXPECT_EQ(progress.back().rows, rows);
}

// Skatteverket's test numbers. Such a file is refused, and nothing of a number is in what is said of it.
TEST_F(TrialOfAFile, ShowsNoNumberOfAPersonOverTheFortiethLetter) {
  std::string rows = "Kommun;Antal\n";
  for (int i = 0; i < 12; ++i) rows += "Sala;1\n";
  for (const std::size_t letters : {27, 31, 38}) rows += "Ort " + std::string(letters - 4, 'x') + " 19640823-3234;7\n";
  write("lista 2025.csv", rows);
  const auto report = report_of("lista 2025.csv");
  EXPECT_THAT(report, HasSubstr("register.identity"));
  EXPECT_THAT(report, Not(HasSubstr("1964")));
}

TEST_F(TrialOfAFile, NamesNoFileWithTheNumberOfAPerson) {
  for (const std::string bytes : {"", "PK\x03\x04xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}) {
    write("lista 2025.19121212-1212.csv", bytes);
    const auto report = report_of("lista 2025.19121212-1212.csv");
    EXPECT_THAT(report, HasSubstr("lista 2025.***.csv"));
    EXPECT_THAT(report, Not(HasSubstr("1912")));
  }
}

/// What is shown as "***" of a number among other digits is what the file is refused for.
TEST_F(TrialOfAFile, RefusesWhatItMasks) {
  for (const std::string cell : {"19121212-1212-01", "19121212-12 12", "19121212§1212", "19121212-1212, 640823-3234"}) {
    write("lista 2025.csv", "Kommun;Antal;Anm\nSala;1;" + cell + "\nSala;2;4711\nSala;3;\n");
    EXPECT_THAT(report_of("lista 2025.csv"), HasSubstr("register.identity")) << cell;
  }
}

}  // namespace
}  // namespace sluss::connectors::registers
