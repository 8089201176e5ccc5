#include "daemon/run/state/state_lock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "daemon/run/runner/claim.h"
#include "tests/tools/temporary_folder.h"
#include "warehouse/duckdb/writer_lock.h"

namespace sluss::daemon::run {
namespace {

using Use = StateLock::Use;
using namespace std::chrono_literals;

core::Result<StateLock> take(const std::filesystem::path& state, Use use, std::string_view who = "test") {
  return StateLock::take(state, use, who, 0ms);
}

TEST(StateLock, IsSharedOrHeldAlone) {
  const tests::TemporaryFolder folder;
  {
    const auto one = take(folder.path(), Use::shared);
    const auto two = take(folder.path(), Use::shared);
    ASSERT_TRUE(one);
    ASSERT_TRUE(two);
    const auto alone = take(folder.path(), Use::exclusive);
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().code, "state.busy");
    EXPECT_EQ(alone.error().error_class, core::ErrorClass::busy);
    EXPECT_FALSE(alone.error().remedy.empty());
  }
  const auto alone = take(folder.path(), Use::exclusive, "restore by anna");
  ASSERT_TRUE(alone) << core::describe(alone.error());
  const auto late = take(folder.path(), Use::shared);
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().what.find("restore by anna, process " + std::to_string(::getpid()) + ", since 20"),
            std::string::npos)
      << late.error().what;
}

TEST(StateLock, ADaemonHoldsItAloneForAWhile) {
  const tests::TemporaryFolder folder;
  auto daemon = take(folder.path(), Use::shared);
  ASSERT_TRUE(daemon);
  {
    const auto query = take(folder.path(), Use::shared);
    ASSERT_TRUE(query);
    const auto refused = daemon->make_exclusive("rebuild by anna", 0ms);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "state.busy");
    EXPECT_EQ(daemon->use(), Use::shared);
    EXPECT_TRUE(take(folder.path(), Use::shared)) << "it still shares";
  }
  EXPECT_FALSE(take(folder.path(), Use::exclusive)) << "what could not be held alone is still shared";
  ASSERT_TRUE(daemon->make_exclusive("rebuild by anna", 0ms));
  const auto late = take(folder.path(), Use::shared);
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().what.find("rebuild by anna"), std::string::npos);
  ASSERT_TRUE(daemon->share());
  EXPECT_TRUE(take(folder.path(), Use::shared));
  const auto refused = take(folder.path(), Use::exclusive);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what.find("anna"), std::string::npos) << "who has ended is not named";
}

TEST(StateLock, NobodyHoldsAloneWhatADaemonServes) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / serve_lock_name) << "";
  auto serving = warehouse::FileLock::take(folder.path() / serve_lock_name);
  ASSERT_TRUE(serving && *serving);
  const auto refused = take(folder.path(), Use::exclusive);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "state.busy");
  EXPECT_TRUE(take(folder.path(), Use::shared));
  serving->reset();
  EXPECT_TRUE(take(folder.path(), Use::exclusive));
}

TEST(StateLock, IsForItsOwnerOnlyAndFollowsNoLink) {
  const tests::TemporaryFolder folder;
  {
    const mode_t before = ::umask(0);
    const auto lock = take(folder.path(), Use::shared);
    ::umask(before);
    ASSERT_TRUE(lock);
  }
  struct stat file{};
  ASSERT_EQ(::stat((folder.path() / state_lock_name).c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 07777U, 0600U);
  std::filesystem::remove(folder.path() / state_lock_name);
  std::filesystem::create_symlink("/etc/hostname", folder.path() / state_lock_name);
  const auto refused = take(folder.path(), Use::exclusive);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "disk.not_a_file") << "whoever may not write goes on without the lock, others not";
}

/// What is in the place of a lock is neither waited for nor locked, and reported with the mend.
TEST(StateLock, WhatIsNoFileIsToldAndNotWaitedFor) {
  const tests::TemporaryFolder folder;
  const auto lay = [&](const std::filesystem::path& place, const std::string& kind) {
    std::filesystem::remove_all(place);
    if (kind == "pipe") {
      ASSERT_EQ(::mkfifo(place.c_str(), 0600), 0);
    }
    if (kind == "folder") std::filesystem::create_directory(place);
    if (kind == "link") std::filesystem::create_symlink("elsewhere", place);
  };
  const auto expect_reported = [](const core::Error& error, const std::filesystem::path& place) {
    EXPECT_EQ(error.code, "disk.not_a_file");
    EXPECT_EQ(error.error_class, core::ErrorClass::storage);
    EXPECT_EQ(error.place.file, place.string());
    EXPECT_NE(error.remedy.find("created again"), std::string::npos) << error.remedy;
  };
  const auto claims = folder.path() / "claims";
  std::filesystem::create_directory(claims);
  for (const auto* kind : {"pipe", "folder", "link"}) {
    SCOPED_TRACE(kind);
    lay(folder.path() / state_lock_name, kind);
    for (const auto use : {Use::shared, Use::exclusive})
      expect_reported(take(folder.path(), use).error(), folder.path() / state_lock_name);
    lay(claims / "job.lock", kind);
    expect_reported(Claim::take(claims, "job", "now").error(), claims / "job.lock");
    lay(folder.path() / warehouse::duckdb::writer_lock_name, kind);
    expect_reported(warehouse::duckdb::WriterLock::take(folder.path(), "test").error(),
                    folder.path() / warehouse::duckdb::writer_lock_name);
  }
  std::filesystem::remove_all(folder.path() / state_lock_name);
  for (const auto* kind : {"pipe", "folder"}) {
    lay(folder.path() / serve_lock_name, kind);
    EXPECT_EQ(take(folder.path(), Use::exclusive).error().code, "disk.not_a_file") << kind;
  }
  std::filesystem::remove_all(claims);
  std::ofstream(claims) << "a file";
  EXPECT_EQ(Claim::take(claims, "job", "now").error().code, "disk.not_a_folder");
  EXPECT_EQ(warehouse::duckdb::WriterLock::take(claims, "test").error().code, "disk.not_a_folder");
}

TEST(StateLock, WhoHoldsAClaimOrTheWarehouseIsNamed) {
  const tests::TemporaryFolder folder;
  const auto claim = Claim::take(folder.path(), "job", "noon");
  ASSERT_TRUE(claim) << core::describe(claim.error());
  EXPECT_NE(Claim::take(folder.path(), "job", "later").error().what.find("since noon"), std::string::npos);
  const auto writer = warehouse::duckdb::WriterLock::take(folder.path(), "run by anna");
  ASSERT_TRUE(writer) << core::describe(writer.error());
  const auto late = warehouse::duckdb::WriterLock::take(folder.path(), "run by bo").error();
  EXPECT_EQ(late.code, "warehouse.locked");
  EXPECT_NE(late.what.find("run by anna, process"), std::string::npos) << late.what;
}

TEST(StateLock, WithoutAFolderIsAnError) {
  const auto none = take("/proc/none", Use::shared);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().error_class, core::ErrorClass::storage);
}

struct Case {
  uid_t caller;
  uid_t owner;
  bool well;
};

class Owners : public ::testing::TestWithParam<Case> {};

TEST_P(Owners, RootWorksInItsOwnOnly) {
  const auto& [caller, owner, well] = GetParam();
  const auto checked = check_owner("/var/lib/sluss", owner, {.user = caller, .command_line = "sluss run kolada"});
  ASSERT_EQ(checked.has_value(), well);
  if (well) return;
  EXPECT_EQ(checked.error().code, "state.other_owner");
  EXPECT_EQ(checked.error().error_class, core::ErrorClass::config);
  EXPECT_NE(checked.error().remedy.find("sudo -u "), std::string::npos);
  EXPECT_TRUE(checked.error().remedy.ends_with(" sluss run kolada")) << checked.error().remedy;
}

INSTANTIATE_TEST_SUITE_P(StateLock, Owners,
                         ::testing::Values(Case{0, 0, true}, Case{0, 1, false}, Case{0, 3'000'000'001, false},
                                           Case{1, 1, true}, Case{1, 2, true}, Case{1, 0, true}));

TEST(StateLock, AFolderThatIsNotThereIsNobodys) {
  EXPECT_TRUE(check_owner("/proc/none", {.user = 0, .command_line = "sluss run kolada"}));
}

TEST(StateLock, UsersWithoutANameHaveANumber) {
  const auto refused = check_owner("/state", 3'000'000'001, {.user = 0, .command_line = "sluss run kolada"});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().remedy.find("sudo -u \\#3000000001 sluss run kolada"), std::string::npos);
}

}  // namespace
}  // namespace sluss::daemon::run
