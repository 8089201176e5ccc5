// Which of a folder's backups go, and what is told of those that cannot.
#include "daemon/backup/old_backups.h"

#include <gtest/gtest.h>

#include <fstream>

#include "daemon/backup/seal.h"
#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::backup {
namespace {

namespace fs = std::filesystem;

/// One of the files cannot be removed.
class Stubborn final : public testing::PowerCutFiles {
 public:
  Stubborn(const fs::path& root, fs::path stays) : PowerCutFiles(root), stays_(std::move(stays)) {}
  core::Result<> remove(const fs::path& path) override {
    if (path != stays_) return PowerCutFiles::remove(path);
    return core::fail(core::ErrorClass::storage, "disk.permission", "cannot remove", "Let us.",
                      {.file = path.string()});
  }

 private:
  fs::path stays_;
};

TEST(OldBackups, OneThatCannotBeRemovedIsToldAndKeepsNoOther) {
  const testing::TemporaryFolder folder;
  const auto root = folder.path() / "backups";
  fs::create_directory(root);
  std::vector<fs::path> made;
  for (int day = 1; day <= 4; ++day) {
    const auto at = core::parse_instant("2026-01-0" + std::to_string(day) + "T00:00:00Z");
    made.push_back(root / backup_name(*at, 1, true));
    std::ofstream(made.back()) << sealed_magic;
  }
  Stubborn files(root, made[1]);
  const auto old = remove_old(files, made[3], 1, *core::parse_instant("2026-02-01T00:00:00Z"));
  EXPECT_EQ(old.removed, (std::vector<fs::path>{made[2], made[0]}));
  ASSERT_EQ(old.errors.size(), 1U);
  EXPECT_EQ(old.errors.front().place.file, made[1].string());
  EXPECT_TRUE(fs::exists(made[1]) && fs::exists(made[3]));
}

}  // namespace
}  // namespace sluss::daemon::backup
