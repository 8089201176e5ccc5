// The journal's index: what it saves, and that it is never believed.
#include "warehouse/journal/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <random>
#include <thread>

#include "tests/tools/counting_files.h"
#include "tests/tools/journal_text.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::warehouse::journal {
namespace {

namespace fs = std::filesystem;
using tests::JournalEntry;

/// Mostly audit; every tenth a failure, every 25th a delivery, every 50th a run.
std::vector<JournalEntry> entries_of(int count, const std::string& name = "a") {
  std::vector<JournalEntry> entries;
  for (int i = 1; i <= count; ++i) {
    const auto run = std::to_string(i / 50);
    const auto job = R"("job":"job )" + std::to_string(i % 3) + "\"";
    if (i % 50 == 0) {
      entries.push_back({"run", "{\"run\":" + run + "," + job + "}"});
    } else if (i % 25 == 0) {
      entries.push_back({"delivery", "{\"run\":" + run + "}"});
    } else if (i % 10 == 0) {
      entries.push_back({"failed", "{\"run\":0," + job + R"(,"error":")" + std::string(600, 'x') + "\"}"});
    } else {
      entries.push_back({"audit", R"({"action":"query","object":")" + name + "\"}"});
    }
  }
  return entries;
}

class JournalIndex : public ::testing::Test {
 protected:
  tests::TemporaryFolder folder_{tests::TemporaryFolder::On::memory};
  std::unique_ptr<core::Files> files_ = core::real_files();
  const fs::path file_ = folder_.path() / "journal.jsonl";
  const fs::path index_file_ = folder_.path() / "journal.index";

  Index open() {
    auto index = Index::open(*files_, file_);
    if (!index) throw std::runtime_error(core::describe(index.error()));
    return *std::move(index);
  }
  void append() {
    const auto added = append_one(*files_, file_, {1}, "failed", "anna", R"({"run":0,"job":"x"})");
    ASSERT_TRUE(added) << core::describe(added.error());
  }
  [[nodiscard]] std::uint64_t marks_stored() const { return fs::file_size(index_file_) / mark_size - 1; }
  std::string bytes() { return files_->read(index_file_).value(); }
  void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }
  /// All that an index has of the journal, and each entry read by it.
  static std::vector<Mark> all(Index& index) {
    std::vector<Mark> marks;
    for (std::int64_t number = 1; number <= index.entries(); ++number) {
      marks.push_back(index.mark(number).value());
      EXPECT_TRUE(index.read(marks.back()));
    }
    return marks;
  }
  /// What a journal of these bytes contains when it has no index.
  std::vector<Mark> expected() {
    const auto beside = folder_.path() / "beside.jsonl";
    fs::copy_file(file_, beside, fs::copy_options::overwrite_existing);
    fs::remove(folder_.path() / "beside.index");
    auto index = Index::open(*files_, beside).value();
    return all(index);
  }
  void expect_right() {
    auto index = open();
    EXPECT_EQ(all(index), expected());
  }
};

TEST_F(JournalIndex, SaysWhereTheLatestOfEachGroupAre) {
  tests::write_journal(file_, entries_of(500));
  auto index = open();
  EXPECT_EQ(index.entries(), 500);
  EXPECT_EQ(index.most_run().value, 10);
  EXPECT_EQ(index.count(Group::committed), 10);
  EXPECT_EQ(index.count(Group::delivery), 10);
  EXPECT_EQ(index.count(Group::failed), 40);
  std::vector<std::int64_t> numbers;
  ASSERT_TRUE(index.latest_first({Group::committed, Group::delivery}, [&](const Mark& mark) -> core::Result<bool> {
    numbers.push_back(mark.number);
    return numbers.size() < 3;
  }));
  EXPECT_THAT(numbers, ::testing::ElementsAre(500, 475, 450));
  EXPECT_EQ(index.read(index.mark(475).value())->kind, "delivery");
  EXPECT_EQ(index.mark(450)->run.value, 9);
  EXPECT_EQ(index.mark(450)->job, job_key("job 0"));
  std::int64_t next = 490;
  ASSERT_TRUE(index.read_from(next, [&](Entry&& entry) -> core::Result<> {
    EXPECT_EQ(entry.number, next++);
    return {};
  }));
  EXPECT_EQ(next, 501);
  EXPECT_EQ(index.mark(501).error().code, "journal.broken");
}

TEST_F(JournalIndex, SaysWhereADeliveryWent) {
  const auto add = [&](const char* kind, const char* body) {
    ASSERT_TRUE(append_one(*files_, file_, {1}, kind, "anna", body));
  };
  add("delivery", R"({"run":1,"dataset":"a","to":"folder:/srv"})");
  add("delivery", R"({"run":1})");
  add("audit", R"({"dataset":"a","to":"folder:/srv"})");
  auto index = open();
  EXPECT_EQ(index.mark(1)->job, place_key("a", "folder:/srv"));
  EXPECT_NE(index.mark(1)->job, place_key("a", "folder:/srv2"));
  EXPECT_EQ(index.mark(2)->job, 0U) << "the entry does not say it";
  EXPECT_EQ(index.mark(3)->job, 0U);
}

TEST_F(JournalIndex, FewBytesOfALongJournalAreRead) {
  constexpr std::uint64_t most = 64U << 10U;
  tests::write_journal(file_, entries_of(50'000));
  tests::CountingFiles files(folder_.path());
  ASSERT_TRUE(Index::open(files, file_));
  EXPECT_GE(files.take_bytes_read(file_), fs::file_size(file_)) << "the first time it is read through";
  EXPECT_LE(files.take_bytes_read(index_file_), most);

  auto index = Index::open(files, file_).value();
  int read = 0;
  ASSERT_TRUE(index.latest_first({Group::failed}, [&](const Mark& mark) -> core::Result<bool> {
    EXPECT_EQ(index.read(mark)->kind, "failed");
    return ++read < 50;
  }));
  EXPECT_EQ(read, 50);
  EXPECT_LE(files.take_bytes_read(file_), most);
  EXPECT_LE(files.take_bytes_read(index_file_), 16 * most);

  for (int i = 0; i < 10; ++i) ASSERT_TRUE(append_one(files, file_, {1}, "audit", "anna", "{}"));
  EXPECT_EQ(Index::open(files, file_)->entries(), 50'010);
  EXPECT_LE(files.take_bytes_read(file_), most);
}

TEST_F(JournalIndex, WhoeverAppendsAddsToIt) {
  for (int i = 1; i <= 5; ++i) {
    append();
    EXPECT_EQ(marks_stored(), i);
  }
  expect_right();
}

TEST_F(JournalIndex, IsMadeAnewWhenItIsMissing) {
  tests::write_journal(file_, entries_of(100));
  append();
  EXPECT_FALSE(fs::exists(index_file_)) << "an older program's state: appending does not read it through";
  expect_right();
  EXPECT_EQ(marks_stored(), 101);
  fs::remove(index_file_);
  expect_right();
  EXPECT_EQ(marks_stored(), 101);
}

TEST_F(JournalIndex, IsCompletedWhenItIsBehind) {
  tests::write_journal(file_, entries_of(100));
  (void)open();
  // A kill between the line and its mark, after half of a mark, and after more lines of an older program.
  const auto before = bytes();
  for (const auto& left : {before, before + std::string(40, 'x')}) {
    append();
    write(index_file_, left);
    append();
    write(index_file_, left);
    expect_right();
    EXPECT_EQ(bytes().size() % mark_size, 0);
    EXPECT_EQ(static_cast<std::int64_t>(marks_stored()), open().entries());
    append();
    expect_right();
    write(index_file_, before);
  }
}

TEST_F(JournalIndex, OfAnotherJournalIsNoticed) {
  tests::write_journal(file_, entries_of(100, "b"));
  (void)open();
  const auto other = bytes();
  // As long, shorter and longer than the other was.
  for (const int count : {100, 60, 150}) {
    tests::write_journal(file_, entries_of(count, "a"));
    write(index_file_, other);
    expect_right();
    write(index_file_, other);
    append();
    expect_right();
    EXPECT_EQ(static_cast<int>(marks_stored()), count + 1);
  }
  // An older state of the same one, as a restore brings it.
  tests::write_journal(file_, entries_of(80, "b"));
  write(index_file_, other);
  expect_right();
}

TEST_F(JournalIndex, DamageAtAnyByteIsFound) {
  tests::write_journal(file_, entries_of(100));
  (void)open();
  const auto good = bytes();
  const auto right = expected();
  std::mt19937_64 random(20261127);
  for (int round = 0; round < 100; ++round) {
    auto bad = good;
    const auto at = random() % bad.size();
    switch (round % 4) {
      case 0:
        bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(1 + random() % 255));
        break;
      case 1:
        bad.resize(at);
        break;
      case 2:  // blocks that were never written
        std::fill(bad.begin() + static_cast<std::ptrdiff_t>(at), bad.end(), '\0');
        break;
      default:  // a record in another's place
        std::copy_n(good.begin() + mark_size, mark_size,
                    bad.begin() + static_cast<std::ptrdiff_t>((1 + at % 100) * mark_size));
    }
    write(index_file_, bad);
    auto index = open();
    ASSERT_EQ(all(index), right) << "round " << round << " byte " << at;
  }
}

TEST_F(JournalIndex, ATornLastLineIsNoEntry) {
  tests::write_journal(file_, entries_of(20));
  (void)open();
  std::ofstream(file_, std::ios::app | std::ios::binary) << R"({"number":21,"at)";
  EXPECT_EQ(open().entries(), 20);
  EXPECT_EQ(marks_stored(), 20);
  append();
  EXPECT_EQ(marks_stored(), 21);
  expect_right();
}

TEST_F(JournalIndex, AnEntryThatWasChangedIsFoundWhenItIsRead) {
  tests::write_journal(file_, entries_of(100));
  (void)open();
  auto text = files_->read(file_).value();
  auto index = open();
  const auto mark = index.mark(30).value();
  text[mark.byte + 60] = static_cast<char>(text[mark.byte + 60] ^ 1);
  write(file_, text);
  const auto changed = open().read(mark);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, "journal.broken");
  EXPECT_EQ(changed.error().place.line, 30);
  EXPECT_TRUE(open().read(index.mark(31).value()));
}

TEST_F(JournalIndex, WhereItCannotBeWrittenItIsHeldInMemory) {
  fs::create_directories(index_file_ / "in the way");
  tests::write_journal(file_, entries_of(100));
  append();
  expect_right();
  EXPECT_EQ(open().count(Group::failed), 9);
}

TEST_F(JournalIndex, ProcessesThatAppendAndReadAtOnceAgree) {
  constexpr int each = 40;
  const auto work = [this](int reads_every) {
    const auto files = core::real_files();
    for (int i = 1; i <= each; ++i) {
      if (!append_one(*files, file_, {i}, "failed", "anna", R"({"run":0,"job":"x"})")) return false;
      if (i % reads_every != 0) continue;
      auto index = Index::open(*files, file_);
      if (!index || index->entries() < i || index->count(Group::failed) != index->entries()) return false;
      if (i % 7 == 0) fs::remove(index_file_);
    }
    return true;
  };
  const auto child = ::fork();
  if (child == 0) ::_exit(work(3) ? 0 : 1);
  bool here = false;
  bool there = false;
  {
    const std::jthread one([&] { here = work(2); });
    const std::jthread other([&] { there = work(5); });
  }
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(here);
  EXPECT_TRUE(there);
  expect_right();
  EXPECT_EQ(open().entries(), 3 * each);
}

}  // namespace
}  // namespace sluss::warehouse::journal
