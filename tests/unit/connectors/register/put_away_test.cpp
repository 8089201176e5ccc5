#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "connectors/register/inbox/inbox.h"
#include "tests/unit/connectors/register/inbox_folder.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class PutAwayTest : public InboxFolder {
 protected:
  [[nodiscard]] CopiedFile taken(const std::string& name) { return tests::must(take(inbox(), name)); }
  static PutAwayOutcome outcome(const core::Result<PutAway>& put) {
    EXPECT_TRUE(put) << core::describe(put.error());
    return put ? put->outcome : PutAwayOutcome::gone;
  }
};

TEST_F(PutAwayTest, moves_and_never_over_another_file) {
  const std::string long_name(248, 'a');
  for (int i = 0; i < 3; ++i) {
    for (const auto& name : {std::string("a.csv"), std::string("utan"), long_name + ".csv"}) {
      write(name, std::to_string(i));
      const auto put = tests::must(inbox().put_away(taken(name), Away::done));
      EXPECT_EQ(put.outcome, PutAwayOutcome::moved);
      EXPECT_EQ(read(put.path), std::to_string(i));
    }
  }
  const auto cut = long_name.substr(0, 255 - 8);
  EXPECT_EQ(names_in(folder_ / "done"), (Names{"a (2).csv", "a (3).csv", "a.csv", cut + " (2).csv", cut + " (3).csv",
                                               long_name + ".csv", "utan", "utan (2)", "utan (3)"}));
  EXPECT_EQ(names_in(folder_), Names{"done"});
  write("a.csv", "4");
  EXPECT_EQ(tests::must(inbox().put_away(taken("a.csv"), Away::rejected)).path, folder_ / "rejected" / "a.csv");
}

TEST_F(PutAwayTest, a_file_that_was_replaced_stays_to_be_taken) {
  write("a.csv", "old");
  const auto file = taken("a.csv");
  replace("a.csv", "new");
  EXPECT_EQ(outcome(inbox().put_away(file, Away::done)), PutAwayOutcome::replaced);
  write("a.csv", "longer");
  EXPECT_EQ(outcome(inbox().put_away(file, Away::done)), PutAwayOutcome::replaced);
  fs::remove(folder_ / "a.csv");
  fs::create_symlink(root_.path() / "elsewhere", folder_ / "a.csv");
  EXPECT_EQ(outcome(inbox().put_away(file, Away::done)), PutAwayOutcome::replaced);
  fs::remove(folder_ / "a.csv");
  EXPECT_EQ(outcome(inbox().put_away(file, Away::done)), PutAwayOutcome::gone);
}

TEST_F(PutAwayTest, other_bytes_of_the_same_size_time_and_inode_stay) {
  write("a.csv", "old");
  const auto time = fs::last_write_time(folder_ / "a.csv");
  const auto file = taken("a.csv");
  write("a.csv", "new");
  fs::last_write_time(folder_ / "a.csv", time);
  EXPECT_EQ(outcome(inbox().put_away(file, Away::done)), PutAwayOutcome::replaced);
  EXPECT_EQ(read(folder_ / "a.csv"), "new");
}

TEST_F(PutAwayTest, the_same_file_under_another_inode_is_the_same) {
  write("a.csv", "same");
  const auto time = fs::last_write_time(folder_ / "a.csv");
  const auto file = taken("a.csv");
  replace("a.csv", "same");
  const auto again = outcome(inbox().put_away(file, Away::done));
  EXPECT_EQ(again, PutAwayOutcome::replaced) << "it came again";
  fs::last_write_time(folder_ / "a.csv", time);
  EXPECT_EQ(outcome(inbox().put_away(file, Away::done)), PutAwayOutcome::moved);
}

TEST_F(PutAwayTest, a_file_that_takes_the_name_in_between_goes_back) {
  write("a.csv", "old");
  const auto file = taken("a.csv");
  const auto late = inbox({.compared = [this] { replace("a.csv", "new"); }});
  EXPECT_EQ(outcome(late.put_away(file, Away::done)), PutAwayOutcome::replaced);
  EXPECT_EQ(read(folder_ / "a.csv"), "new");
  EXPECT_TRUE(fs::is_empty(folder_ / "done"));
  const auto writer = inbox({.compared = [this] { std::ofstream(folder_ / "b.csv", std::ios::app) << "more"; }});
  write("b.csv", "old");
  EXPECT_EQ(outcome(writer.put_away(taken("b.csv"), Away::done)), PutAwayOutcome::replaced);
  EXPECT_EQ(read(folder_ / "b.csv"), "oldmore");
}

TEST_F(PutAwayTest, a_file_or_a_folder_that_goes_in_between_is_no_loss) {
  write("a.csv", "old");
  const auto file = taken("a.csv");
  const auto removed = inbox({.compared = [this] { fs::rename(folder_ / "a.csv", root_.path() / "kept"); }});
  EXPECT_EQ(outcome(removed.put_away(file, Away::done)), PutAwayOutcome::gone);
  fs::rename(root_.path() / "kept", folder_ / "a.csv");
  fs::rename(folder_, root_.path() / "away");
  const auto put = inbox().put_away(file, Away::done);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "inbox.no_folder");
  EXPECT_EQ(read(root_.path() / "away" / "a.csv"), "old");
}

TEST_F(PutAwayTest, a_link_in_the_place_of_done_is_not_followed) {
  write("a.csv", "old");
  fs::create_directory(root_.path() / "elsewhere");
  fs::create_directory_symlink(root_.path() / "elsewhere", folder_ / "done");
  const auto put = inbox().put_away(taken("a.csv"), Away::done);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, "inbox.move");
  EXPECT_TRUE(fs::is_empty(root_.path() / "elsewhere"));
  EXPECT_EQ(read(folder_ / "a.csv"), "old");
}

TEST_F(PutAwayTest, a_folder_that_is_not_ours_keeps_its_files) {
  if (::geteuid() != 0) GTEST_SKIP() << "root alone may become another user";
  write("a.csv", "old");
  for (const auto& path : {root_.path(), folder_}) ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
  ASSERT_EQ(::chmod((folder_ / "a.csv").c_str(), 0644), 0);
  ASSERT_EQ(::chmod(scratch_.c_str(), 0777), 0);
  const auto in = inbox();
  const auto file = one_of(in, "a.csv");
  {
    const AnotherUser other;
    const auto copied = tests::must(in.take(file, scratch_, {}));
    EXPECT_EQ(outcome(in.put_away(copied, Away::done)), PutAwayOutcome::left_in_place);
    EXPECT_EQ(outcome(in.put_away(copied, Away::rejected)), PutAwayOutcome::left_in_place);
  }
  fs::create_directory(folder_ / "done");  // also where somebody has made it, and it is not ours to write
  {
    const AnotherUser other;
    const auto copied = tests::must(in.take(file, scratch_, {}));
    EXPECT_EQ(outcome(in.put_away(copied, Away::done)), PutAwayOutcome::left_in_place);
  }
  EXPECT_EQ(names_in(folder_), (Names{"a.csv", "done"}));
}

TEST_F(PutAwayTest, of_many_at_once_one_moves_it) {
  constexpr int rounds = 40;
  for (int round = 0; round < rounds; ++round) {
    write("a.csv", std::to_string(round));
    std::vector<CopiedFile> copies;
    for (int i = 0; i < 4; ++i) copies.push_back(taken("a.csv"));
    std::atomic<int> moved = 0;
    std::atomic<int> missed = 0;
    {
      std::vector<std::jthread> threads;
      for (const auto& copy : copies) {
        threads.emplace_back([&] {
          const auto put = inbox().put_away(copy, Away::done);
          if (put && put->outcome == PutAwayOutcome::moved) ++moved;
          if (put && put->outcome == PutAwayOutcome::gone) ++missed;
        });
      }
    }
    EXPECT_EQ(moved, 1);
    EXPECT_EQ(missed, 3);
  }
  EXPECT_EQ(names_in(folder_ / "done").size(), static_cast<std::size_t>(rounds));
  EXPECT_EQ(names_in(folder_), Names{"done"});
}

TEST_F(PutAwayTest, what_hinders_it_is_seen_before) {
  constexpr std::uint64_t room = 1U << 30U;
  EXPECT_EQ(what_hinders(folder_, Away::done, room), std::nullopt) << "it is made";
  EXPECT_EQ(inbox().what_hinders(Away::done), std::nullopt);
  EXPECT_EQ(what_hinders(folder_, Away::done, 1'000), NotAway::full);
  fs::create_directory(folder_ / "done");
  EXPECT_EQ(what_hinders(folder_, Away::done, room), std::nullopt);
  write("rejected", "");
  EXPECT_EQ(inbox().what_hinders(Away::rejected), NotAway::not_a_folder);
  fs::remove(folder_ / "rejected");
  fs::create_directory_symlink("done", folder_ / "rejected");
  EXPECT_EQ(inbox().what_hinders(Away::rejected), NotAway::not_a_folder) << "nothing is reached through a link";
}

}  // namespace
}  // namespace sluss::connectors::registers
