#include "connectors/register/inbox/folder_watcher.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <fstream>

#include "tests/unit/connectors/register/inbox_folder.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

class FolderWatcherTest : public InboxFolder {
 protected:
  [[nodiscard]] FolderWatcher watcher(FolderWatcher::Wake wake = FolderWatcher::Wake::inotify) {
    return FolderWatcher(*files_, {.path = folder_}, wake);
  }
  static std::string token(FolderWatcher& watcher) { return tests::must(watcher.poll({})); }
  static bool wakes(const FolderWatcher& watcher, int milliseconds = 10'000) {
    pollfd waiting{.fd = watcher.descriptor(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
  }
};

TEST_F(FolderWatcherTest, its_token_is_of_names_sizes_times_and_inodes) {
  auto one = watcher();
  EXPECT_EQ(token(one), "");
  write("~$a.xlsx", "1");
  write("a.csv.part", "1");
  write("a.csv – läs mig.xlsx", "1");
  EXPECT_EQ(token(one), "");
  write("a.csv", "1");
  const auto first = token(one);
  EXPECT_EQ(first.size(), 64U);
  EXPECT_EQ(token(one), first);
  auto restarted = watcher();
  EXPECT_EQ(token(restarted), first);
  const auto time = fs::last_write_time(folder_ / "a.csv");
  auto differs = [&, last = first](const char* what) mutable {
    const auto now = token(one);
    EXPECT_NE(now, last) << what;
    last = now;
  };
  write("a.csv", "12");
  fs::last_write_time(folder_ / "a.csv", time);
  differs("size");
  fs::last_write_time(folder_ / "a.csv", time + std::chrono::microseconds(3));
  differs("time");
  replace("a.csv", "12");
  fs::last_write_time(folder_ / "a.csv", time + std::chrono::microseconds(3));
  differs("inode");
  fs::rename(folder_ / "a.csv", folder_ / "b.csv");
  differs("name");
  write("a.csv", "1");
  differs("another file");
}

TEST_F(FolderWatcherTest, inotify_wakes_it_and_a_poll_empties_the_queue) {
  auto one = watcher();
  ASSERT_GE(one.descriptor(), 0);
  EXPECT_FALSE(wakes(one, 0));
  write("a.csv", "1");
  EXPECT_TRUE(wakes(one));
  EXPECT_NE(token(one), "");
  EXPECT_FALSE(wakes(one, 0));
  replace("a.csv", "2");
  EXPECT_TRUE(wakes(one));
}

TEST_F(FolderWatcherTest, without_inotify_the_clock_polls) {
  auto one = watcher(FolderWatcher::Wake::clock);
  EXPECT_EQ(one.descriptor(), -1);
  write("a.csv", "1");
  EXPECT_NE(token(one), "");
  EXPECT_LE(one.pace().poll_every + one.pace().settle, std::chrono::seconds(30));
}

TEST_F(FolderWatcherTest, a_folder_that_goes_and_comes_back_is_watched_again) {
  write("a.csv", "1");
  auto one = watcher();
  const auto first = token(one);
  const auto away = root_.path() / "away";
  fs::rename(folder_, away);
  EXPECT_TRUE(wakes(one)) << "so that it is noticed at once";
  const auto polled = one.poll({});
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().code, "inbox.no_folder");
  EXPECT_EQ(polled.error().error_class, core::ErrorClass::transient);
  std::ofstream(away / "other.csv") << "1";
  EXPECT_FALSE(one.poll({}));
  fs::remove(away / "other.csv");
  fs::rename(away, folder_);
  EXPECT_EQ(token(one), first) << "nothing is new";
  EXPECT_FALSE(wakes(one, 0));
  write("b.csv", "1");
  EXPECT_TRUE(wakes(one));
  EXPECT_NE(token(one), first);
}

TEST_F(FolderWatcherTest, another_folder_in_its_place_is_the_one_that_is_watched) {
  write("a.csv", "1");
  auto one = watcher();
  const auto first = token(one);
  fs::remove_all(folder_);
  fs::create_directory(folder_);
  EXPECT_EQ(token(one), "");
  write("b.csv", "1");
  EXPECT_TRUE(wakes(one));
  EXPECT_NE(token(one), first);
}

TEST_F(FolderWatcherTest, a_folder_that_comes_later_is_watched_then) {
  fs::remove(folder_);
  auto one = watcher();
  EXPECT_FALSE(one.poll({}));
  fs::create_directory(folder_);
  EXPECT_EQ(token(one), "");
  write("a.csv", "1");
  EXPECT_TRUE(wakes(one));
}

TEST_F(FolderWatcherTest, a_queue_that_overflows_loses_no_file) {
  std::size_t most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  if (most == 0 || most > 50'000) GTEST_SKIP() << "the queue is too long to be filled";
  auto one = watcher();
  EXPECT_EQ(token(one), "");
  for (std::size_t i = 0; i < most; ++i) {  // several events each
    const auto name = std::to_string(i % 2) + ".part";
    write(name, "1");
    fs::remove(folder_ / name);
  }
  write("a.csv", "1");
  const auto first = token(one);
  EXPECT_NE(first, "");
  EXPECT_FALSE(wakes(one, 0));
  write("b.csv", "1");
  EXPECT_TRUE(wakes(one));
  EXPECT_NE(token(one), first);
}

}  // namespace
}  // namespace sluss::connectors::registers
