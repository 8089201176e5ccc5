#include "daemon/runner/state_lock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::runner {
namespace {

using Use = StateLock::Use;
using namespace std::chrono_literals;

core::Result<StateLock> take(const std::filesystem::path& state, Use use, std::string_view who = "test") {
  return StateLock::take(state, use, who, 0ms);
}

TEST(StateLock, IsSharedOrHeldAlone) {
  const testing::TemporaryFolder folder;
  {
    const auto one = take(folder.path(), Use::shared);
    const auto two = take(folder.path(), Use::shared);
    ASSERT_TRUE(one);
    ASSERT_TRUE(two);
    const auto alone = take(folder.path(), Use::alone);
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().code, "state.busy");
    EXPECT_EQ(alone.error().error_class, core::ErrorClass::busy);
    EXPECT_FALSE(alone.error().remedy.empty());
  }
  const auto alone = take(folder.path(), Use::alone, "restore by anna");
  ASSERT_TRUE(alone) << core::describe(alone.error());
  const auto late = take(folder.path(), Use::shared);
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().what.find("restore by anna, process " + std::to_string(::getpid()) + ", since 20"),
            std::string::npos)
      << late.error().what;
}

TEST(StateLock, ADaemonHoldsItAloneForAWhile) {
  const testing::TemporaryFolder folder;
  auto daemon = take(folder.path(), Use::shared);
  ASSERT_TRUE(daemon);
  {
    const auto query = take(folder.path(), Use::shared);
    ASSERT_TRUE(query);
    const auto refused = daemon->take_alone("rebuild by anna", 0ms);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "state.busy");
    EXPECT_EQ(daemon->use(), Use::shared);
    EXPECT_TRUE(take(folder.path(), Use::shared)) << "it still shares";
  }
  EXPECT_FALSE(take(folder.path(), Use::alone)) << "what could not be held alone is still shared";
  ASSERT_TRUE(daemon->take_alone("rebuild by anna", 0ms));
  const auto late = take(folder.path(), Use::shared);
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().what.find("rebuild by anna"), std::string::npos);
  ASSERT_TRUE(daemon->share());
  EXPECT_TRUE(take(folder.path(), Use::shared));
  const auto refused = take(folder.path(), Use::alone);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what.find("anna"), std::string::npos) << "who has ended is not named";
}

TEST(StateLock, NobodyHoldsAloneWhatADaemonServes) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path() / serve_lock_name) << "";
  auto serving = warehouse::FileLock::take(folder.path() / serve_lock_name);
  ASSERT_TRUE(serving && *serving);
  const auto refused = take(folder.path(), Use::alone);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "state.busy");
  EXPECT_TRUE(take(folder.path(), Use::shared));
  serving->reset();
  EXPECT_TRUE(take(folder.path(), Use::alone));
}

TEST(StateLock, IsForItsOwnerOnlyAndFollowsNoLink) {
  const testing::TemporaryFolder folder;
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
  const auto refused = take(folder.path(), Use::alone);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "disk.not_a_file") << "whoever may not write goes on without the lock, others not";
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
}  // namespace sluss::daemon::runner
