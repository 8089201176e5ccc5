// Which of a folder's backups are removed, and what is reported of those that cannot be.
#include "daemon/run/backup/old_backups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/seal.h"
#include "daemon/run/backup/stream.h"
#include "daemon/run/backup/tar.h"
#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::backup {
namespace {

namespace fs = std::filesystem;

/// One of the files cannot be removed.
class StubbornFiles final : public tests::PowerCutFiles {
 public:
  StubbornFiles(const fs::path& root, fs::path stays) : PowerCutFiles(root), stays_(std::move(stays)) {}
  core::Result<> remove(const fs::path& path) override {
    if (path != stays_) return PowerCutFiles::remove(path);
    return core::fail(core::ErrorClass::storage, "disk.permission", "cannot remove", "Let us.",
                      {.file = path.string()});
  }

 private:
  fs::path stays_;
};

TEST(OldBackups, OneThatCannotBeRemovedIsToldAndKeepsNoOther) {
  const tests::TemporaryFolder folder;
  const auto root = folder.path() / "backups";
  fs::create_directory(root);
  std::vector<fs::path> made;
  for (int day = 1; day <= 4; ++day) {
    const auto at = core::parse_instant("2026-01-0" + std::to_string(day) + "T00:00:00Z");
    made.push_back(root / backup_name(*at, 1, true));
    std::ofstream(made.back()) << sealed_magic;
  }
  StubbornFiles files(root, made[1]);
  const auto old =
      remove_old(files, made[3], {.state = "ours", .last_run = 4}, 1, *core::parse_instant("2026-02-01T00:00:00Z"));
  EXPECT_EQ(old.removed, (std::vector<fs::path>{made[2], made[0]}));
  ASSERT_EQ(old.errors.size(), 1U);
  EXPECT_EQ(old.errors.front().place.file, made[1].string());
  EXPECT_TRUE(fs::exists(made[1]) && fs::exists(made[3]));
}

/// A folder of backups that hold their manifests alone, a day between them.
class OldBackupsRemoved : public ::testing::Test {
 protected:
  fs::path put(const Origin& of) {
    const auto at = core::Instant{first_.micros + (days_++ * std::int64_t{86'400'000'000})};
    const auto file = folder_.path() / backup_name(at, 1, false);
    const auto written =
        write(file, manifest_text({.made_at = core::to_text(at), .last_run = of.last_run, .state = of.state}));
    EXPECT_TRUE(written) << core::describe(written.error());
    return file;
  }
  fs::path put_sealed() {
    const auto at = core::Instant{first_.micros + (days_++ * std::int64_t{86'400'000'000})};
    auto file = folder_.path() / backup_name(at, 1, true);
    std::ofstream(file) << sealed_magic;
    return file;
  }
  /// The newest one is made of `of`.
  OldBackups made(const Origin& of, std::size_t keep) {
    return remove_old(files_, put(of), of, keep, core::Instant{first_.micros + (100 * std::int64_t{86'400'000'000})});
  }
  [[nodiscard]] static std::string lacks(const OldBackups& old) { return old.lacks ? old.lacks->code : ""; }

 private:
  core::Result<> write(const fs::path& file, const std::string& manifest) {
    const auto output = SLUSS_TRY(files_.create(file));
    FileSink sink(*output);
    const auto packed = zstd_sink(sink, 1);
    TarWriter tar(*packed, first_);
    SLUSS_TRY(tar.begin(manifest_name, manifest.size()));
    SLUSS_TRY(tar.write(manifest));
    SLUSS_TRY(tar.end());
    SLUSS_TRY(tar.finish());
    return output->close();
  }

  tests::TemporaryFolder folder_;
  tests::PowerCutFiles files_{folder_.path()};
  core::Instant first_ = *core::parse_instant("2026-01-01T00:00:00Z");
  int days_ = 0;
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(OldBackupsRemoved, EachStateRemovesItsOwnAlone) {
  const auto ours = put({.state = "ours", .last_run = 1});
  const auto theirs = put({.state = "theirs", .last_run = 9});
  put({.state = "ours", .last_run = 2});
  const auto old = made({.state = "ours", .last_run = 3}, 2);
  EXPECT_THAT(old.removed, ElementsAre(ours));
  EXPECT_EQ(lacks(old), "");
  EXPECT_THAT(made({.state = "theirs", .last_run = 10}, 1).removed, ElementsAre(theirs));
}

TEST_F(OldBackupsRemoved, OneThatDoesNotTellItsStateIsOursUpToOurLastRun) {
  const auto older = put({.state = "", .last_run = 2});
  EXPECT_THAT(made({.state = "ours", .last_run = 2}, 1).removed, ElementsAre(older));
  const auto later = put({.state = "", .last_run = 7});
  const auto old = made({.state = "ours", .last_run = 6}, 1);
  EXPECT_THAT(old.removed, IsEmpty());
  EXPECT_EQ(lacks(old), "backup.older_than_kept");
  EXPECT_EQ(old.lacks->place.file, later.string());
}

TEST_F(OldBackupsRemoved, AStateThatWentBackRemovesNoneUntilItHasComeAsFar) {
  put({.state = "ours", .last_run = 4});
  const auto latest = put({.state = "ours", .last_run = 5});
  const auto back = made({.state = "ours", .last_run = 3}, 1);
  EXPECT_THAT(back.removed, IsEmpty());
  EXPECT_EQ(lacks(back), "backup.older_than_kept");
  EXPECT_EQ(back.lacks->place.file, latest.string());
  EXPECT_EQ(made({.state = "ours", .last_run = 5}, 1).removed.size(), 3U);
}

TEST_F(OldBackupsRemoved, AStateWithoutARunRemovesNone) {
  EXPECT_EQ(lacks(made({}, 1)), "") << "a new state, and an empty folder";
  const auto again = made({.state = "new", .last_run = 0}, 1);
  EXPECT_EQ(lacks(again), "");
  EXPECT_THAT(again.removed, IsEmpty());
  for (const auto* state : {"", "theirs"}) {
    const auto theirs = put({.state = state, .last_run = 40});
    for (const std::size_t keep : {0U, 1U, 2U}) {
      const auto old = made({.state = "new", .last_run = 0}, keep);
      EXPECT_EQ(lacks(old), "backup.empty_state");
      EXPECT_EQ(old.lacks->place.file, theirs.string());
      EXPECT_THAT(old.removed, IsEmpty());
    }
    fs::remove(theirs);
  }
  put_sealed();
  EXPECT_EQ(lacks(made({.state = "new", .last_run = 0}, 1)), "backup.empty_state") << "it may have runs";
}

TEST_F(OldBackupsRemoved, OneWithoutARunTakesNoOthersPlace) {
  const auto whole = put({.state = "ours", .last_run = 1});
  const auto empty = put({});
  EXPECT_THAT(made({.state = "ours", .last_run = 2}, 2).removed, ElementsAre(empty));
  EXPECT_TRUE(fs::exists(whole));
}

}  // namespace
}  // namespace sluss::daemon::backup
