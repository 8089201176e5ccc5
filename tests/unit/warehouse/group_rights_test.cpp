// Who else may read the generations.
#include "warehouse/duckdb/group_rights.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <utility>
#include <vector>

#include "tests/tools/temporary_folder.h"

namespace sluss::warehouse::duckdb {
namespace {

namespace fs = std::filesystem;

class GroupRights : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(files_->make_folders(options_.folder, folder_mode(options_)));
    for (const auto* name : {"000001.duckdb", "000002.duckdb", "000002.sum", "writer.lock"}) {
      ASSERT_TRUE(files_->create(options_.folder / name));
    }
    fs::create_symlink("000002.duckdb", options_.folder / "current");
  }
  /// Mode and group.
  [[nodiscard]] std::pair<unsigned, gid_t> of(const std::string& name) const {
    struct stat status{};
    EXPECT_EQ(::lstat((options_.folder / name).c_str(), &status), 0) << name;
    return {status.st_mode & 07777U, status.st_gid};
  }
  [[nodiscard]] static std::vector<gid_t> groups() {
    if (::geteuid() == 0) return {65534, 100};
    return {::getegid()};
  }

  tests::TemporaryFolder folder_;
  Options options_{.folder = folder_.path() / "warehouse"};
  std::unique_ptr<core::Files> files_ = core::real_files();
};

TEST_F(GroupRights, WithoutAGroupNobody) {
  set_rights_of_all(*files_, options_);
  EXPECT_EQ(of(".").first, 0700U);
  ASSERT_EQ(::chmod((options_.folder / "000002.duckdb").c_str(), 0666), 0);  // as DuckDB makes it under a wide umask
  set_rights(*files_, options_, options_.folder / "000002.duckdb");
  EXPECT_EQ(of("000002.duckdb").first, 0400U);
}

TEST_F(GroupRights, AGroupReadsTheGenerationsAndNothingElse) {
  for (const auto group : groups()) {
    options_.group = group;
    set_rights_of_all(*files_, options_);
    EXPECT_EQ(of("."), std::pair(0750U, group));
    EXPECT_EQ(of("000001.duckdb"), std::pair(0440U, group));
    EXPECT_EQ(of("000002.duckdb"), std::pair(0440U, group));
    EXPECT_EQ(of("000002.sum").first, 0600U);
    EXPECT_EQ(of("writer.lock").first, 0600U);
  }
}

TEST_F(GroupRights, AGroupThatIsGoneReadsNothing) {
  options_.group = groups().front();
  set_rights_of_all(*files_, options_);
  ASSERT_EQ(of("000002.duckdb").first, 0440U);
  options_.group.reset();
  set_rights_of_all(*files_, options_);
  EXPECT_EQ(of(".").first, 0700U);
  EXPECT_EQ(of("000001.duckdb").first, 0400U);
  EXPECT_EQ(of("000002.duckdb").first, 0400U);
}

TEST_F(GroupRights, TheGroupBeforeOneThatCannotBeGivenReadsNothing) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root knows a user that is no member";
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0711), 0);
  options_.group = 65534;
  set_rights_of_all(*files_, options_);
  for (const auto* name : {".", "000001.duckdb", "000002.duckdb"})
    ASSERT_EQ(::chown((options_.folder / name).c_str(), 65533, 65534), 0);
  options_.group = 65532;
  ASSERT_EQ(::seteuid(65533), 0);
  set_rights_of_all(*files_, options_);
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_EQ(of(".").first, 0700U);
  EXPECT_EQ(of("000001.duckdb").first, 0400U);
  EXPECT_EQ(of("000002.duckdb").first, 0400U);
}

TEST_F(GroupRights, AGroupThatCannotBeGivenOpensNothing) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root knows a user that is no member";
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0711), 0);
  ASSERT_EQ(::chown(options_.folder.c_str(), 65533, 65533), 0);
  for (const auto& entry : fs::directory_iterator(options_.folder)) {
    ASSERT_EQ(::lchown(entry.path().c_str(), 65533, 65533), 0);
  }
  options_.group = 65532;
  ASSERT_EQ(::seteuid(65533), 0);
  set_rights_of_all(*files_, options_);
  const auto made = files_->make_folders(options_.folder / "another", folder_mode(options_));
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_TRUE(made) << "that others cannot read is no reason to fail";
  EXPECT_EQ(of("another").first, 0700U);
  EXPECT_EQ(of("."), std::pair(0700U, gid_t{65533}));
  EXPECT_EQ(of("000001.duckdb"), std::pair(0600U, gid_t{65533}));
}

}  // namespace
}  // namespace sluss::warehouse::duckdb
