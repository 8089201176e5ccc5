// What is read of a process in /proc.
#include "daemon/serve/service/process.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <fstream>
#include <vector>

#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::serve {
namespace {

constexpr std::string_view numbers =
    "S 1 4242 4242 0 -1 4194560 9001 0 12 0 250 75 0 0 20 0 9 0 123456 987654321 2048 18446744073709551615 1 1 0 0\n";

TEST(ProcessStat, IsReadBehindWhateverTheNameIs) {
  const ProcessStat expected{.cpu_ticks = 325, .start_ticks = 123456, .resident_pages = 2048};
  for (const char* name : {"(sluss)", "(a b)", "(a) 1 2 (3)", "()", "(\n)"})
    EXPECT_EQ(parse_process_stat("4242 " + std::string(name) + " " + std::string(numbers)), expected) << name;
}

TEST(ProcessStat, IsNothingWhenItIsCutOffOrNoNumber) {
  const auto whole = "4242 (sluss) " + std::string(numbers);
  EXPECT_FALSE(parse_process_stat(""));
  EXPECT_FALSE(parse_process_stat("4242"));
  EXPECT_FALSE(parse_process_stat(whole.substr(0, whole.find(" 2048"))));
  auto odd = whole;
  odd.replace(odd.find("250"), 3, "-25");
  EXPECT_FALSE(parse_process_stat(odd));
}

TEST(ProcessLimits, TellHowManyFilesMayBeOpen) {
  const std::string before =
      "Limit                     Soft Limit           Hard Limit           Units     \n"
      "Max core file size        0                    0                    bytes     \n";
  EXPECT_EQ(parse_most_open_files(before + "Max open files            4096                 524288               files"),
            4096);
  EXPECT_FALSE(parse_most_open_files(before + "Max open files            unlimited            unlimited        files"));
  EXPECT_FALSE(parse_most_open_files(before));
}

TEST(ProcessUse, IsThatOfThisProcess) {
  const auto first = process_use();
  ASSERT_TRUE(first);
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_GT(first->started, now - 24 * 3600);
  EXPECT_LE(first->started, now + 1);
  EXPECT_GT(first->resident_bytes, 1U << 20U);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_cur != RLIM_INFINITY) {
    EXPECT_EQ(first->most_open_files, limit.rlim_cur);
  }

  const tests::TemporaryFolder folder;
  std::vector<std::ofstream> open;
  for (int i = 0; i < 7; ++i) open.emplace_back(folder.path() / std::to_string(i));
  const auto second = process_use();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->open_files, first->open_files + 7);
  EXPECT_GE(second->cpu_seconds, first->cpu_seconds);
  EXPECT_EQ(second->started, first->started);
}

}  // namespace
}  // namespace sluss::daemon::serve
