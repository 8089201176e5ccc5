// A state folder that others can reach, and what of it is closed.
#include "daemon/run/state/state_rights.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

namespace fs = std::filesystem;

class StateRights : public ::testing::Test {
 protected:
  void SetUp() override {
    settings_.state = folder_.path() / "state";
    settings_.warehouse_folder = settings_.state / "warehouse";
    settings_.file = folder_.path() / "sluss.toml";
    settings_.control.socket = settings_.state / "sluss.sock";
    for (const auto* name : {"archive/2026-03", "warehouse", "hit/alla", "door"}) {
      fs::create_directories(settings_.state / name);
    }
    for (const auto* name : {"journal.jsonl", "archive/2026-03/a.seg", "warehouse/000001.duckdb",
                             "warehouse/000001.sum", "hit/alla/tal.csv", "hit/eget"}) {
      std::ofstream(settings_.state / name) << "x";
    }
    std::ofstream(folder_.path() / "outside") << "x";
    fs::create_symlink(folder_.path() / "outside", settings_.state / "link");
    open_all();
  }
  void open_all() {
    ASSERT_EQ(::chmod((folder_.path() / "outside").c_str(), 0644), 0);
    ASSERT_EQ(::chmod(settings_.state.c_str(), 0755), 0);
    for (const auto& entry : fs::recursive_directory_iterator(settings_.state)) {
      if (entry.is_symlink()) continue;
      ASSERT_EQ(::chmod(entry.path().c_str(), entry.is_directory() ? 02755 : 0644), 0);
    }
  }
  [[nodiscard]] unsigned mode_of(const std::string& name) const {
    struct stat status{};
    EXPECT_EQ(::stat((settings_.state / name).c_str(), &status), 0) << name;
    return status.st_mode & 07777U;
  }

  tests::TemporaryFolder folder_;
  settings::Settings settings_;
  std::unique_ptr<core::Files> files_ = core::real_files();
};

/// Others' work meanwhile: the first folder of `where` that is closed is gone before its turn to be gone through.
class RemovingFiles final : public tests::PowerCutFiles {
 public:
  RemovingFiles(const fs::path& root, fs::path where) : PowerCutFiles(root), where_(std::move(where)) {}
  core::Result<> set_mode(const fs::path& path, core::FileMode mode) override {
    auto set = PowerCutFiles::set_mode(path, mode);
    if (path.parent_path() == where_ && removed_.empty()) {
      removed_ = path.filename();
      fs::remove_all(path);
    }
    return set;
  }
  [[nodiscard]] std::string removed() const { return removed_; }

 private:
  fs::path where_;
  std::string removed_;
};

TEST_F(StateRights, AFolderThatIsRemovedMeanwhileLeavesNothingElseOpen) {
  const std::vector<std::string> tokens{"a", "b", "c"};
  for (const auto& token : tokens) fs::create_directories(settings_.state / "staging" / token / "pages");
  open_all();
  fs::create_directory(folder_.path() / "elsewhere");
  RemovingFiles files(folder_.path() / "elsewhere", settings_.state / "staging");
  tighten_state(files, settings_);
  EXPECT_FALSE(files.removed().empty());
  for (const auto& token : tokens) {
    if (token == files.removed()) continue;
    EXPECT_EQ(mode_of("staging/" + token + "/pages"), 0700U) << token;
  }
  for (const auto* name : {"journal.jsonl", "archive/2026-03/a.seg", "hit/alla/tal.csv", "hit/eget"})
    EXPECT_EQ(mode_of(name), 0600U) << name;
}

TEST_F(StateRights, TheStateIsItsUsersAlone) {
  tighten_state(*files_, settings_);
  EXPECT_EQ(mode_of("."), 0711U);
  for (const auto* name : {"archive", "archive/2026-03", "warehouse", "hit", "hit/alla"})
    EXPECT_EQ(mode_of(name), 0700U);
  for (const auto* name : {"journal.jsonl", "archive/2026-03/a.seg", "warehouse/000001.duckdb", "hit/alla/tal.csv"})
    EXPECT_EQ(mode_of(name), 0600U) << name;
  EXPECT_EQ(mode_of("../outside"), 0644U) << "what a link leads to is not the state's";
}

TEST_F(StateRights, WhatIsNarrowerStaysSo) {
  ASSERT_EQ(::chmod(settings_.state.c_str(), 0700), 0);
  ASSERT_EQ(::chmod((settings_.state / "journal.jsonl").c_str(), 0400), 0);
  tighten_state(*files_, settings_);
  EXPECT_EQ(mode_of("."), 0700U);
  EXPECT_EQ(mode_of("journal.jsonl"), 0400U);
}

TEST_F(StateRights, WhatIsMeantForOthersStaysTheirs) {
  settings_.publish.push_back({.dataset = "tal",
                               .formats = {settings::FileFormat::csv},
                               .target = settings::FolderTarget{.path = settings_.state / "hit/alla"}});
  settings_.control.socket = settings_.state / "door" / "sluss.sock";
  settings_.warehouse_group_number = ::getegid();
  ASSERT_EQ(::chmod(settings_.state.c_str(), 0700), 0);  // as restored
  tighten_state(*files_, settings_);
  EXPECT_EQ(mode_of("."), 0711U) << "the way to the generations";
  EXPECT_EQ(mode_of("hit"), 02755U) << "the way to the folder";
  EXPECT_EQ(mode_of("hit/alla"), 02755U);
  EXPECT_EQ(mode_of("hit/alla/tal.csv"), 0644U);
  EXPECT_EQ(mode_of("hit/eget"), 0600U);
  EXPECT_EQ(mode_of("door"), 02755U);
  EXPECT_EQ(mode_of("warehouse"), 02755U) << "its writer gives it to the group";
  EXPECT_EQ(mode_of("warehouse/000001.duckdb"), 0644U);
  EXPECT_EQ(mode_of("warehouse/000001.sum"), 0600U);
  EXPECT_EQ(mode_of("archive"), 0700U);
}

TEST_F(StateRights, WhatIsOpenIsCountedAsItWouldBeClosed) {
  const auto open = find_open_to_others(*files_, settings_, ::geteuid());
  EXPECT_GT(open.count, 0);
  EXPECT_TRUE(fs::exists(open.first)) << open.first;
  EXPECT_NE(open.first_mode & 0077U, 0U);
  EXPECT_EQ(find_open_to_others(*files_, settings_, ::geteuid()).count, open.count) << "looking changes nothing";
  tighten_state(*files_, settings_);
  EXPECT_EQ(find_open_to_others(*files_, settings_, ::geteuid()).count, 0);
}

TEST_F(StateRights, AStateThatIsNotThereIsNoMatter) {
  settings_.state = folder_.path() / "none";
  settings_.warehouse_folder = folder_.path() / "nothing";
  tighten_state(*files_, settings_);
  EXPECT_FALSE(fs::exists(settings_.state));
}

}  // namespace
}  // namespace sluss::daemon::run
