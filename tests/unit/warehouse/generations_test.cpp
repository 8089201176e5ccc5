#include "warehouse/duckdb/generations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::warehouse::duckdb {
namespace {

namespace fs = std::filesystem;

class GenerationsTest : public ::testing::Test {
 protected:
  tests::TemporaryFolder folder{tests::TemporaryFolder::On::memory};
  fs::path root = folder.path() / "warehouse";
  std::unique_ptr<tests::PowerCutFiles> files;

  fs::path file(int number) const { return Generations(*files, root, 2).file_of(number); }
  /// Published ones are read only.
  void damage(int number) const {
    fs::permissions(file(number), fs::perms::owner_write, fs::perm_options::add);
    std::ofstream(file(number)) << "generation X";
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(root)) names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }
  static std::vector<std::string> codes(const core::Result<std::vector<core::Finding>>& findings) {
    std::vector<std::string> codes;
    for (const auto& finding : findings.value()) codes.push_back(finding.code + " " + finding.subject);
    return codes;
  }

  void SetUp() override {
    fs::create_directory(root);
    files = std::make_unique<tests::PowerCutFiles>(root);
    Generations generations(*files, root, 2);
    for (const int number : {1, 2}) {
      std::ofstream(generations.draft_of(number)) << "generation " << number;
      ASSERT_TRUE(generations.commit(number));
    }
  }
};

TEST_F(GenerationsTest, WhereNoneIsWholeTheMendIsNoRestart) {
  damage(2);
  const auto one = check_generations(*files, root).value();
  ASSERT_EQ(one.size(), 1U);
  EXPECT_NE(one.front().remedy.find("Restart the service"), std::string::npos);
  damage(1);
  const auto both = check_generations(*files, root).value();
  ASSERT_EQ(both.size(), 2U);
  const auto start = Generations(*files, root, 2).recover();
  ASSERT_FALSE(start);
  for (const auto& remedy : {both[0].remedy, both[1].remedy, start.error().remedy}) {
    EXPECT_EQ(remedy.find("estart the service"), std::string::npos) << remedy;
    EXPECT_NE(remedy.find("sluss doctor --rebuild"), std::string::npos) << remedy;
    EXPECT_NE(remedy.find("sluss restore FILE --replace"), std::string::npos) << "the last way out: " << remedy;
  }
}

TEST_F(GenerationsTest, ADamagedOneGivesWayToTheOneBefore) {
  Generations generations(*files, root, 2);
  damage(2);
  const auto findings = generations.recover();
  ASSERT_TRUE(findings) << core::describe(findings.error());
  ASSERT_EQ(findings->size(), 1);
  EXPECT_EQ(findings->front().code, "warehouse.damaged");
  EXPECT_EQ(generations.current(), 1);
  EXPECT_TRUE(fs::exists(root / "000002.damaged"));
}

/// What an error leaves behind is what a kill there leaves, too.
TEST_F(GenerationsTest, ADamagedOneIsKeptWhereverItsRecoveryIsCutOff) {
  for (std::uint64_t operation = 1;; ++operation) {
    root = folder.path() / std::to_string(operation);
    SetUp();
    damage(2);
    files->fail_at(operation);
    const auto before = files->operations();
    const auto first = Generations(*files, root, 2).recover();
    const bool disturbed = files->operations() - before >= operation;
    files->fail_at(0);  // none
    const auto again = Generations(*files, root, 2).recover();
    ASSERT_TRUE(again) << core::describe(again.error());
    EXPECT_EQ(Generations(*files, root, 2).current(), 1) << operation;
    EXPECT_EQ(files->read(root / "000002.damaged").value_or("gone"), "generation X") << operation;
    EXPECT_TRUE(fs::exists(root / "000002.sum")) << operation;
    if (!disturbed) break;
  }
}

TEST_F(GenerationsTest, OneThatCannotBeReadJustNowIsNotGivenUp) {
  for (std::uint64_t operation = 1;; ++operation) {
    Generations generations(*files, root, 2);
    files->fail_at(operation);
    const auto before = files->operations();
    const auto findings = generations.recover();
    EXPECT_EQ(generations.current(), 2) << operation;
    if (files->operations() - before < operation) break;
    if (findings) {
      EXPECT_TRUE(findings->empty()) << operation;
    }
  }
  files->fail_at(0);  // none
  const auto findings = Generations(*files, root, 2).recover();
  ASSERT_TRUE(findings);
  EXPECT_TRUE(findings->empty());
}

TEST_F(GenerationsTest, APublicationThatFailsLeavesTheOneBefore) {
  for (std::uint64_t operation = 1;; ++operation) {
    Generations generations(*files, root, 2);
    std::ofstream(generations.draft_of(3)) << "generation 3";
    files->fail_at(operation);
    const auto before = files->operations();
    const auto committed = generations.commit(3);
    const bool disturbed = files->operations() - before >= operation;
    files->fail_at(0);  // none
    if (committed) {
      EXPECT_EQ(generations.current(), 3) << operation;
      if (!disturbed) break;
      fs::remove(root / "current");
      fs::create_symlink("000002.duckdb", root / "current");
    } else {
      generations.abandon(3);
      EXPECT_EQ(generations.current(), 2) << operation;
      EXPECT_TRUE(fs::exists(root / "current")) << operation;
    }
    const auto findings = generations.recover();
    ASSERT_TRUE(findings);
    EXPECT_TRUE(findings->empty()) << operation;
  }
}

TEST_F(GenerationsTest, WithoutALinkTheNewestWholeOneIsUsedAndTheRestIsKeptAside) {
  std::ofstream(Generations(*files, root, 2).draft_of(3)) << "generation 3";
  ASSERT_TRUE(Generations(*files, root, 3).commit(3));
  fs::remove(root / "current");
  fs::remove(root / "000003.sum");
  Generations generations(*files, root, 2);
  EXPECT_EQ(codes(generations.recover()),
            (std::vector<std::string>{"warehouse.current_missing 000002", "warehouse.kept_aside 000003"}));
  EXPECT_EQ(generations.current(), 2);
  EXPECT_EQ(names(), (std::vector<std::string>{"000001.duckdb", "000001.sum", "000002.duckdb", "000002.sum",
                                               "000003.damaged", "current"}));
  EXPECT_EQ(files->read(root / "000003.damaged"), "generation 3");
  EXPECT_EQ(generations.next(), 4) << "its number is not used again";
  EXPECT_TRUE(codes(generations.recover()).empty()) << "reported once";
}

TEST_F(GenerationsTest, WithoutLinkAndSumsNothingIsDeleted) {
  for (const char* name : {"current", "000001.sum", "000002.sum"}) fs::remove(root / name);
  Generations generations(*files, root, 2);
  EXPECT_EQ(codes(generations.recover()),
            (std::vector<std::string>{"warehouse.kept_aside 000001", "warehouse.kept_aside 000002"}));
  EXPECT_EQ(generations.current(), std::nullopt);
  EXPECT_EQ(names(), (std::vector<std::string>{"000001.damaged", "000002.damaged"}));
  EXPECT_EQ(files->read(root / "000002.damaged"), "generation 2");
  EXPECT_EQ(generations.next(), 3);
}

TEST_F(GenerationsTest, ALinkToWhatIsNotThereGivesWayToTheNewestWholeOne) {
  fs::remove(root / "current");
  for (const auto& [target, code] : std::vector<std::pair<std::string, std::string>>{
           {"000001.gone", "warehouse.current_missing 000002"}, {"000009.duckdb", "warehouse.damaged 000009"}}) {
    fs::remove(root / "current");
    fs::create_symlink(target, root / "current");
    Generations generations(*files, root, 2);
    EXPECT_EQ(codes(generations.recover()), std::vector<std::string>{code}) << target;
    EXPECT_EQ(generations.current(), 2) << target;
    EXPECT_TRUE(fs::exists(file(1)) && fs::exists(file(2))) << target;
  }
  // Back at one that was pruned since: those after it are whole.
  fs::remove(root / "current");
  fs::remove(file(1));
  fs::create_symlink("000001.duckdb", root / "current");
  Generations generations(*files, root, 2);
  EXPECT_EQ(codes(generations.recover()), std::vector<std::string>{"warehouse.current_missing 000002"});
  EXPECT_EQ(files->read(file(2)), "generation 2");
}

TEST_F(GenerationsTest, WhatAKilledWriterLeftGoes) {
  for (const char* name : {"000003.writing", "000003.writing.wal", "000003.sum"}) std::ofstream(root / name) << "left";
  EXPECT_TRUE(codes(Generations(*files, root, 2).recover()).empty());
  EXPECT_EQ(names(),
            (std::vector<std::string>{"000001.duckdb", "000001.sum", "000002.duckdb", "000002.sum", "current"}));
}

}  // namespace
}  // namespace sluss::warehouse::duckdb
