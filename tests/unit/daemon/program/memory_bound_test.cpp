// The bound on a command's memory: of what it takes besides, and none of what it has.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "daemon/program/memory_bound.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::program {
namespace {

rlim_t data_limit() {
  rlimit limit{};
  EXPECT_EQ(::getrlimit(RLIMIT_DATA, &limit), 0);
  return limit.rlim_cur;
}

TEST(MemoryBound, IsNotSetWhereTheSystemDoesNotTellWhatIsTaken) {
  const tests::TemporaryFolder folder;
  const auto silent = folder.path() / "status";
  std::ofstream(silent) << "Name:\tsluss\nVmPeak:\t  1000 kB\n";
  const auto before = data_limit();
  for (const auto& status : {silent, folder.path() / "none"}) {
    const auto bound = bound_memory(std::uint64_t{16} << 30U, status);
    ASSERT_FALSE(bound) << status;
    EXPECT_EQ(bound.error().code, "process.memory") << status;
    EXPECT_EQ(data_limit(), before) << status;
  }
}

TEST(MemoryBound, IsAboveWhatIsTaken) {
  constexpr std::uint64_t besides = std::uint64_t{16} << 30U;
  const tests::TemporaryFolder folder;
  const auto status = folder.path() / "status";
  std::ofstream(status) << "Name:\tsluss\nVmData:\t  2048 kB\n";
  if (data_limit() < (besides << 1U)) GTEST_SKIP() << "this process is bounded already";
  const pid_t child = ::fork();  // the other tests go on unbounded
  if (child == 0) ::_exit(bound_memory(besides, status) && data_limit() == besides + (std::uint64_t{2} << 20U) ? 0 : 1);
  int ended = -1;
  ASSERT_EQ(::waitpid(child, &ended, 0), child);
  EXPECT_TRUE(WIFEXITED(ended));
  EXPECT_EQ(WEXITSTATUS(ended), 0);
}

}  // namespace
}  // namespace sluss::daemon::program
