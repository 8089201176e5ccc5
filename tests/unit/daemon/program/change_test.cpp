// What a command changes has an entry in the journal, or is not done.
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/program/environment.h"
#include "daemon/program/lock_state.h"
#include "daemon/run/audit/audit.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::program {
namespace {

class ChangeTest : public ::testing::Test {
 protected:
  Environment environment() { return {invocation_, output_, clock_, *files_, {}}; }
  std::vector<warehouse::AuditRow> entries() {
    const auto rows = run::audit_rows(*files_, state_ / run::journal_file_name);
    return rows ? *rows : std::vector<warehouse::AuditRow>();
  }
  void SetUp() override {
    invocation_.command = &command_;
    settings_.state = state_;
    std::filesystem::create_directories(state_);
  }

  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  std::filesystem::path state_ = folder_.path() / "state";
  std::unique_ptr<core::Files> files_ = core::real_files();
  core::FixedClock clock_{core::Instant{1'790'000'000'000'000}};
  Command command_{.name = "prune",
                   .summary = "",
                   .description = "",
                   .arguments = {},
                   .options = {},
                   .examples = {},
                   .run = nullptr,
                   .changes = true};
  Invocation invocation_;
  Output output_;
  settings::Settings settings_;
};

TEST_F(ChangeTest, AChangeThatHasBegunIsRecorded) {
  auto environment = this->environment();
  ASSERT_TRUE(begin_change(environment, state_, {.action = "prune", .object = "archive"}));
  ASSERT_TRUE(lock_to_change(environment, settings_, run::StateLock::Use::shared));
  ASSERT_TRUE(record_change(environment, ExitCode::done));
  const auto recorded = entries();
  ASSERT_EQ(recorded.size(), 1U);
  EXPECT_EQ(recorded[0].way + "|" + recorded[0].action + "|" + recorded[0].object + "|" + recorded[0].outcome,
            "command|prune|archive|done");
}

TEST_F(ChangeTest, ANewCommandThatForgetsItsEntryIsRefusedBeforeItChangesAnything) {
  auto environment = this->environment();
  const auto locked = lock_to_change(environment, settings_, run::StateLock::Use::shared);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, "audit.not_begun");
  EXPECT_FALSE(locked.error().remedy.empty());
  EXPECT_FALSE(environment.state_lock);
  EXPECT_TRUE(std::filesystem::is_empty(state_));
}

TEST_F(ChangeTest, ACommandThatIsNotMarkedChangesNothing) {
  command_.changes = false;
  auto environment = this->environment();
  ASSERT_TRUE(begin_change(environment, state_, {.action = "prune", .object = "archive"}));
  EXPECT_EQ(lock_to_change(environment, settings_, run::StateLock::Use::shared).error().code, "audit.not_begun");
}

TEST_F(ChangeTest, WithoutAJournalToWriteToNothingIsDone) {
  auto environment = this->environment();
  ASSERT_TRUE(begin_change(environment, state_ / "gone", {.action = "prune", .object = "archive"}));
  const auto done = record_done(environment);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "audit.no_journal");
  EXPECT_FALSE(done.error().remedy.empty());
  EXPECT_FALSE(record_change(environment, ExitCode::done));
  EXPECT_TRUE(record_change(environment, core::fail(core::ErrorClass::config, "token.unknown", "none", "")))
      << "nothing was changed, and there is no journal to record it in";
}

TEST_F(ChangeTest, AJournalThatIsNoFileIsSeenBeforeAnything) {
  std::filesystem::create_directory(state_ / run::journal_file_name);
  auto environment = this->environment();
  EXPECT_FALSE(begin_change(environment, state_, {.action = "prune", .object = "archive"}));
  EXPECT_FALSE(environment.change);
}

/// A command that reads, several times: as many programs as times.
class ReadingTest : public ChangeTest {
 protected:
  void SetUp() override {
    ChangeTest::SetUp();
    command_.name = "query";
    command_.changes = false;
    settings_.control.audit_reading = true;
  }
  void read(const std::string& object, const core::Result<ExitCode>& ended = ExitCode::done) {
    auto environment = this->environment();
    ASSERT_TRUE(begin_reading(environment, settings_, "dataset.read", object));
    ASSERT_TRUE(record_change(environment, ended));
  }
};

TEST_F(ReadingTest, IsRecordedOnlyWhereTheSettingsAskForIt) {
  settings_.control.audit_reading = false;
  read("nyckeltal_jamforelse");
  EXPECT_TRUE(entries().empty());
  settings_.control.audit_reading = true;
  read("nyckeltal_jamforelse");
  const auto recorded = entries();
  ASSERT_EQ(recorded.size(), 1U);
  EXPECT_EQ(recorded[0].who + "|" + recorded[0].way + "|" + recorded[0].action + "|" + recorded[0].object + "|" +
                recorded[0].outcome,
            user_name() + "|command|dataset.read|nyckeltal_jamforelse|done");
}

TEST_F(ReadingTest, TheSameIsRecordedOnceAnHour) {
  for (int i = 0; i < 20; ++i) read("nyckeltal_jamforelse");
  EXPECT_EQ(entries().size(), 1U);
  read("nyckeltal_historik");
  read("nyckeltal_jamforelse", core::fail(core::ErrorClass::storage, "disk.full", "no space", ""));
  EXPECT_EQ(entries().size(), 3U) << "another dataset, another outcome";
  clock_.set(clock_.now().plus(std::chrono::minutes(61)));
  read("nyckeltal_jamforelse");
  EXPECT_EQ(entries().size(), 4U);
}

TEST_F(ReadingTest, WhatTheJournalCannotTakeIsNotBegun) {
  std::filesystem::create_directory(state_ / run::journal_file_name);
  auto environment = this->environment();
  EXPECT_FALSE(begin_reading(environment, settings_, "query", "query"));
}

}  // namespace
}  // namespace sluss::daemon::program
