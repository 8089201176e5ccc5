#include "warehouse/journal/journal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <thread>

#include "tests/tools/temporary_folder.h"

namespace sluss::warehouse::journal {
namespace {

core::Instant at(int second) {
  return {1'774'000'000'000'000 + second * 1'000'000LL};
}

class JournalTest : public ::testing::Test {
 protected:
  tests::TemporaryFolder folder{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files = core::real_files();
  const std::filesystem::path file = folder.path() / "journal.jsonl";

  std::vector<Entry> entries() {
    std::vector<Entry> all;
    const auto reading = read_through(*files, file, [&](Entry&& entry) -> core::Result<> {
      all.push_back(std::move(entry));
      return {};
    });
    EXPECT_TRUE(reading) << core::describe(reading.error());
    return all;
  }
  void append(int number) {
    const auto body = R"({"run":)" + std::to_string(number) + R"(,"vem":"Åsa","a":[1,2.5,null]})";
    const auto entry = append_one(*files, file, at(number), "run", "sluss", body);
    ASSERT_TRUE(entry) << core::describe(entry.error());
    EXPECT_EQ(entry->body, body);
  }
  core::Result<ChainState> read() {
    return read_through(*files, file, [](Entry&&) -> core::Result<> { return {}; });
  }
  void overwrite(std::string_view bytes) {
    auto output = files->create(file).value();
    ASSERT_TRUE(output->write(bytes));
  }
};

TEST_F(JournalTest, WhatIsAppendedIsReadBack) {
  EXPECT_TRUE(entries().empty());
  for (int i = 1; i <= 3; ++i) append(i);
  const auto all = entries();
  ASSERT_EQ(all.size(), 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& entry = all[i];
    EXPECT_EQ(entry.number, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(entry.at, at(static_cast<int>(i) + 1));
    EXPECT_EQ(entry.kind, "run");
    EXPECT_EQ(entry.who, "sluss");
    EXPECT_EQ(entry.hash.size(), 64);
  }
}

TEST_F(JournalTest, ALockedJournalIsWaitedFor) {
  append(1);
  const int other = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);
  std::atomic<bool> appended = false;
  std::jthread waiting([&] {
    append(2);
    appended = true;
  });
  EXPECT_EQ(entries().size(), 1);
  EXPECT_FALSE(appended);
  ::close(other);
  waiting.join();
  EXPECT_EQ(entries().size(), 2);
}

TEST_F(JournalTest, EveryChangedByteIsFound) {
  for (int i = 1; i <= 3; ++i) append(i);
  const auto good = files->read(file).value();
  for (std::size_t i = 0; i + 1 < good.size(); ++i) {
    auto bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x01);
    overwrite(bad);
    const auto opened = read();
    ASSERT_FALSE(opened) << "byte " << i;
    EXPECT_EQ(opened.error().code, "journal.broken");
    EXPECT_EQ(opened.error().error_class, core::ErrorClass::data);
    // A line feed that is changed joins two lines.
    const auto line = 1 + std::count(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(i), '\n');
    EXPECT_GE(opened.error().place.line, line);
    EXPECT_LE(opened.error().place.line, line + 1);
  }
}

TEST_F(JournalTest, LinesThatAreTakenOutOrMovedAreFound) {
  for (int i = 1; i <= 3; ++i) append(i);
  const auto text = files->read(file).value();
  const auto first = text.substr(0, text.find('\n') + 1);
  const auto second = text.substr(first.size(), text.find('\n', first.size()) + 1 - first.size());
  const auto third = text.substr(first.size() + second.size());
  // NOLINTBEGIN(performance-inefficient-string-concatenation): the sums show what each text is
  for (const auto& changed : {first + third, second + third, second + first + third, first + first + second + third,
                              first + second + third + third, "\n" + text, text + "\n"}) {
    // NOLINTEND(performance-inefficient-string-concatenation)
    overwrite(changed);
    EXPECT_EQ(read().error().code, "journal.broken") << changed;
  }
}

TEST_F(JournalTest, ATornLastLineIsCutOff) {
  for (int i = 1; i <= 2; ++i) append(i);
  const auto good = files->read(file).value();
  const auto second = good.find('\n') + 1;
  for (auto size = second; size < good.size(); ++size) {
    for (const auto fill : {0, 1, 2}) {
      auto torn = good.substr(0, size);
      if (fill == 1) torn.append(good.size() - size, '\0');
      if (fill == 2) torn.append(good.size() - size - 1, '\0').append("\n");
      if (torn == good) continue;
      if (fill == 2 && size + 1 == good.size()) continue;
      overwrite(torn);
      EXPECT_EQ(read().value().entries, 1);
      EXPECT_EQ(read().value().torn, torn.size() > second);
      append(2);
      EXPECT_EQ(files->read(file).value(), good);
    }
  }
}

TEST_F(JournalTest, ManyThreadsAndProcessesThatAppendAtOnceMakeOneChain) {
  constexpr int each = 25;
  const auto work = [this](const std::string& who) {
    for (int i = 0; i < each; ++i) {
      const auto added = append_one(*files, file, at(i), "audit", who, "{\"i\":" + std::to_string(i) + "}");
      if (!added) return false;
    }
    return true;
  };
  const auto child = ::fork();
  if (child == 0) ::_exit(work("child") ? 0 : 1);
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t) threads.emplace_back([&, t] { failed += work("thread" + std::to_string(t)) ? 0 : 1; });
  }
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(failed, 0);
  std::map<std::string, int> next;
  const auto reading = read_through(*files, file, [&](Entry&& entry) -> core::Result<> {
    EXPECT_EQ(entry.body, "{\"i\":" + std::to_string(next[entry.who]++) + "}");
    return {};
  });
  ASSERT_TRUE(reading) << core::describe(reading.error());
  EXPECT_EQ(reading->entries, 4 * each);
  EXPECT_EQ(next.size(), 4);
}

TEST_F(JournalTest, OneEntryIsAddedWithoutReadingTheRest) {
  append(1);
  const std::string large(100'000, 'x');
  ASSERT_TRUE(append_one(*files, file, at(2), "audit", "anna", R"({"large":")" + large + "\"}"));
  const auto third = append_one(*files, file, at(3), "audit", "anna", "{}");
  ASSERT_TRUE(third) << core::describe(third.error());
  EXPECT_EQ(third->number, 3);
  EXPECT_EQ(entries().back().hash, third->hash);
  append(4);
  EXPECT_EQ(entries().size(), 4);
}

TEST_F(JournalTest, OneEntryIsNotAddedBehindADamagedOne) {
  for (int i = 1; i <= 2; ++i) append(i);
  const auto good = files->read(file).value();
  auto bad = good;
  bad[bad.size() - 100] = static_cast<char>(bad[bad.size() - 100] ^ 0x01);
  overwrite(bad);
  const auto refused = append_one(*files, file, at(3), "audit", "anna", "{}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "journal.broken");
  for (const auto& torn :
       {good.substr(0, good.size() - 10), good.substr(0, good.size() - 10) + std::string(9, '\0') + "\n"}) {
    overwrite(torn);
    const auto reading = read_through(*files, file, [](Entry&&) -> core::Result<> { return {}; });
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->torn);
    EXPECT_EQ(reading->entries, 1);
    EXPECT_EQ(files->read(file).value(), torn) << "reading through changes nothing";
    EXPECT_EQ(append_one(*files, file, at(2), "audit", "anna", "{}").value().number, 2);
    EXPECT_EQ(entries().size(), 2);
  }
}

TEST_F(JournalTest, AReadingEndsWhereItIsTold) {
  append(1);
  const auto first = files->size(file).value();
  append(2);
  const auto none = [](Entry&&) -> core::Result<> { return {}; };
  EXPECT_EQ(read_through(*files, file, none, first).value().entries, 1);
  const auto within = read_through(*files, file, none, first + 20).value();
  EXPECT_EQ(within.entries, 1);
  EXPECT_EQ(within.bytes, first);
  EXPECT_TRUE(within.torn);
  EXPECT_EQ(read_through(*files, folder.path() / "none", none).value().entries, 0);
}

TEST_F(JournalTest, OnlyObjectsAreWritten) {
  for (const auto* bad : {"", "1", "[]", "{", "{} {}"}) {
    EXPECT_EQ(append_one(*files, file, at(1), "run", "sluss", bad).error().code, "journal.bad_body") << bad;
  }
  EXPECT_TRUE(entries().empty());
}

}  // namespace
}  // namespace sluss::warehouse::journal
