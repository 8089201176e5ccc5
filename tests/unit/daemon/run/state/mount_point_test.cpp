// What is mounted somewhere, of another disk or of the same one.
#include "daemon/run/state/mount_point.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::run {
namespace {

namespace fs = std::filesystem;

enum Answer : int { no, yes, not_permitted };

/// Of `path`, in a process of its own in which `path` is mounted over itself.
Answer query_bind_mount(const fs::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int own_user = ::geteuid() == 0 ? 0 : CLONE_NEWUSER;
    const bool bound = ::unshare(own_user | CLONE_NEWNS) == 0 &&
                       ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                       ::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) == 0;
    if (!bound) ::_exit(not_permitted);
    ::_exit(is_mount_point(path) ? yes : no);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  return static_cast<Answer>(WEXITSTATUS(status));
}

class MountPoint : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_.path() / "state" / "archive");
    std::ofstream(folder_.path() / "state" / "journal.jsonl") << "x";
  }
  fs::path state() const { return folder_.path() / "state"; }

  tests::TemporaryFolder folder_;
};

TEST_F(MountPoint, IsAnotherFileSystem) {
  EXPECT_TRUE(is_mount_point("/proc"));
}

TEST_F(MountPoint, IsNoFolderFileOrLinkThatLiesThere) {
  fs::create_directory_symlink("/proc", state() / "link");
  EXPECT_FALSE(is_mount_point(state()));
  EXPECT_FALSE(is_mount_point(state() / "archive"));
  EXPECT_FALSE(is_mount_point(state() / "journal.jsonl"));
  EXPECT_FALSE(is_mount_point(state() / "link"));
  EXPECT_FALSE(is_mount_point(state() / "none"));
}

TEST_F(MountPoint, IsAnotherPlaceOfTheSameFileSystem) {
  const auto folder = query_bind_mount(state() / "archive");
  if (folder == not_permitted) GTEST_SKIP() << "no mounts of one's own are permitted here";
  EXPECT_EQ(folder, yes);
  EXPECT_EQ(query_bind_mount(state() / "journal.jsonl"), yes);
}

}  // namespace
}  // namespace sluss::daemon::run
