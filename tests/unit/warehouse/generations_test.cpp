#include "warehouse/duckdb/generations.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::warehouse::duckdb {
namespace {

namespace fs = std::filesystem;

class GenerationsTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder{testing::TemporaryFolder::On::memory};
  fs::path root = folder.path() / "warehouse";
  std::unique_ptr<testing::PowerCutFiles> files;

  void SetUp() override {
    fs::create_directory(root);
    files = std::make_unique<testing::PowerCutFiles>(root);
    Generations generations(*files, root, 2);
    for (const int number : {1, 2}) {
      std::ofstream(generations.file_of(number)) << "generation " << number;
      ASSERT_TRUE(generations.publish(number));
    }
  }
};

TEST_F(GenerationsTest, ADamagedOneGivesWayToTheOneBefore) {
  Generations generations(*files, root, 2);
  std::ofstream(generations.file_of(2)) << "generation X";
  const auto findings = generations.recover();
  ASSERT_TRUE(findings) << core::describe(findings.error());
  ASSERT_EQ(findings->size(), 1);
  EXPECT_EQ(findings->front().code, "warehouse.damaged");
  EXPECT_EQ(generations.current(), 1);
  EXPECT_TRUE(fs::exists(root / "000002.damaged"));
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
    std::ofstream(generations.file_of(3)) << "generation 3";
    files->fail_at(operation);
    const auto before = files->operations();
    const auto published = generations.publish(3);
    const bool disturbed = files->operations() - before >= operation;
    files->fail_at(0);  // none
    if (published) {
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

}  // namespace
}  // namespace sluss::warehouse::duckdb
