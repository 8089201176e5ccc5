// When a backup was last made, by the journal.
#include "daemon/run/audit/last_backup.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>

#include "daemon/run/audit/audit.h"
#include "tests/tools/golden.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

constexpr core::Instant noon{1'790'000'000'000'000};
constexpr auto whole = R"({"sha256":"00","lacks":0})";

class LastBackupTest : public ::testing::Test {
 protected:
  /// So many hours after noon.
  static core::Instant at(std::int64_t hours) { return noon.plus(std::chrono::hours(hours)); }
  void write(std::int64_t hours, const std::string& action, const std::string& outcome = "done",
             const std::string& details = whole) {
    const auto written =
        write_audit(*files_, journal_, at(hours),
                    {.who = "sluss", .way = "command", .action = action, .outcome = outcome, .details = details});
    ASSERT_TRUE(written) << core::describe(written.error());
  }
  std::optional<core::Instant> ended_at() { return last_.ended_at(*files_, journal_); }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  std::filesystem::path journal_ = folder_.path() / "journal.jsonl";
  LastBackup last_;
};

TEST_F(LastBackupTest, NothingIsToldBeforeThereIsOne) {
  EXPECT_FALSE(ended_at());
  write(0, "release");
  write(1, "backup.signer");
  write(2, "backup", "failed");
  EXPECT_FALSE(ended_at());
  EXPECT_FALSE(ended_at());
}

TEST_F(LastBackupTest, TheLastWholeOneCounts) {
  write(0, "backup");
  write(1, "token.create");
  EXPECT_EQ(ended_at(), at(0));
  write(2, "backup", "refused");
  write(3, "backup", "failed");
  write(4, "backup", "done_with_errors", R"({"sha256":"00","lacks":1})");
  EXPECT_EQ(ended_at(), at(0));
  write(5, "backup", "done_with_errors", R"({"sha256":"00","lacks":0,"not_removed":1})");
  write(6, "release");
  EXPECT_EQ(ended_at(), at(5));
  EXPECT_EQ(ended_at(), at(5));
  write(7, "backup", "done", "{}");  // as older programs wrote them
  EXPECT_EQ(ended_at(), at(7));
  EXPECT_EQ(LastBackup().ended_at(*files_, journal_), at(7));
}

TEST_F(LastBackupTest, AnotherJournalIsReadFromItsBeginning) {
  write(0, "backup");
  write(1, "backup");
  EXPECT_EQ(ended_at(), at(1));
  journal_ = folder_.path() / "restored.jsonl";
  write(-9, "release");
  write(-8, "backup");
  write(-7, "release");
  EXPECT_EQ(ended_at(), at(-8));
}

TEST_F(LastBackupTest, WhatCannotBeReadChangesNothing) {
  write(0, "backup");
  EXPECT_EQ(ended_at(), at(0));
  const auto text = tests::read_file(journal_);
  std::ofstream(journal_, std::ios::app) << "no entry\n";
  EXPECT_EQ(ended_at(), at(0));
  std::ofstream(journal_, std::ios::trunc) << text;
  write(1, "backup");
  EXPECT_EQ(ended_at(), at(1));
}

}  // namespace
}  // namespace sluss::daemon::run
