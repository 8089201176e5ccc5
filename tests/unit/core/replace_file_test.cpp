#include "core/replace_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "tests/tools/power_cut_files.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

class Replacing : public ::testing::Test {
 protected:
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_.path())) found.insert(entry.path().filename().string());
    return found;
  }
  static void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }
  [[nodiscard]] unsigned mode() const { return static_cast<unsigned>(fs::status(file_).permissions()); }

  tests::TemporaryFolder folder_;
  fs::path file_ = folder_.path() / "a.json";
  std::unique_ptr<Files> files_ = real_files();
};

using Names = std::set<std::string>;

TEST_F(Replacing, TheNewOneHasTheModeThatWasAskedFor) {
  write(file_, "old");
  ASSERT_EQ(::chmod(file_.c_str(), 0666), 0);
  ASSERT_TRUE(replace_file(*files_, file_, "new"));
  EXPECT_EQ(*files_->read(file_), "new");
  EXPECT_EQ(mode(), 0600U);
  ASSERT_TRUE(replace_file(*files_, file_, "newer", everybody_reads));
  EXPECT_EQ(mode(), 0644U);
  EXPECT_EQ(names(), Names{"a.json"});
}

TEST_F(Replacing, TheNameBesideIsAnotherEachTimeAndGoesWithTheReplacement) {
  write(file_, "old");
  {
    auto first = Replacement::begin(*files_, file_);
    auto second = Replacement::begin(*files_, file_);
    ASSERT_TRUE(first && second) << "neither takes the other for a dead one's";
    EXPECT_NE(first->temporary(), second->temporary());
    ASSERT_TRUE(first->output().write("first"));
    ASSERT_TRUE(second->output().write("second"));
    ASSERT_TRUE(second->commit());
    EXPECT_EQ(*files_->read(file_), "second");
    EXPECT_TRUE(fs::exists(first->temporary()));
  }
  EXPECT_EQ(names(), Names{"a.json"});
}

TEST_F(Replacing, ANameThatMustBeFreeIsNotTaken) {
  write(file_, "old");
  auto replacement = Replacement::begin(*files_, file_);
  ASSERT_TRUE(replacement->output().write("new"));
  const auto outcome = replacement->commit_new();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, "disk.exists");
  EXPECT_EQ(*files_->read(file_), "old");
  fs::remove(file_);
  ASSERT_TRUE(replacement->commit_new());
  EXPECT_EQ(names(), Names{"a.json"});
}

TEST_F(Replacing, AnotherNameMayBeChosenAtTheEnd) {
  write(file_, "old");
  auto replacement = Replacement::begin(*files_, file_);
  ASSERT_TRUE(replacement->output().write("new"));
  ASSERT_FALSE(replacement->commit_new());
  replacement->name_instead("a-2.json");
  ASSERT_TRUE(replacement->commit_new());
  EXPECT_EQ(*files_->read(file_), "old");
  EXPECT_EQ(*files_->read(folder_.path() / "a-2.json"), "new");
  EXPECT_EQ(names(), (Names{"a.json", "a-2.json"}));
}

/// Looks at the part, as another machine's program does, when it is about to have its name.
class Looking final : public tests::PowerCutFiles {
 public:
  using PowerCutFiles::PowerCutFiles;
  Result<> rename(const fs::path& from, const fs::path& to) override {
    look(from);
    return PowerCutFiles::rename(from, to);
  }
  Result<> rename_new(const fs::path& from, const fs::path& to) override {
    look(from);
    return PowerCutFiles::rename_new(from, to);
  }
  int held = 0;

 private:
  void look(const fs::path& part) {
    const int file = ::open(part.c_str(), O_RDONLY | O_CLOEXEC);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) ++held;
    ::close(file);
  }
};

TEST_F(Replacing, APartIsHeldUntilItHasItsName) {
  const auto root = folder_.path() / "root";
  fs::create_directory(root);
  Looking files(root);
  ASSERT_TRUE(replace_file(files, root / "a", "x"));
  EXPECT_EQ(files.held, 1);
  auto other = Replacement::begin(files, root / "b");
  ASSERT_TRUE(other && other->output().write("x") && other->complete() && other->commit_new());
  EXPECT_EQ(files.held, 2);
}

TEST_F(Replacing, AShareThatRenamesNothingOpenGetsItClosed) {
  const auto root = folder_.path() / "root";
  fs::create_directory(root);
  tests::PowerCutFiles files(root);
  auto part = Replacement::begin(files, root / "a");
  ASSERT_TRUE(part && part->output().write("x") && part->complete());
  files.fail_at(1, "disk.permission");
  ASSERT_TRUE(part->take_name());
  EXPECT_EQ(*files.read(root / "a"), "x");
}

TEST(NamesBeside, SayWhoseTheyAreAndWhoWrote) {
  const auto parsed = [](std::string_view name) {
    const auto beside = parse_temporary_name(name);
    return beside ? beside->file + (beside->writer ? " " + std::to_string(*beside->writer) : "") : "none";
  };
  EXPECT_EQ(parsed("a.json.12-0123456789abcdef.part"), "a.json 12");
  EXPECT_EQ(parsed("a.json.part"), "a.json");
  EXPECT_EQ(parsed(".a.tar.zst.partial-12"), "a.tar.zst 12");
  EXPECT_EQ(parsed("a.json.12-0123.part"), "a.json.12-0123") << "no random name of ours";
  EXPECT_EQ(parsed("a.json.-1-0123456789abcdef.part"), "a.json.-1-0123456789abcdef");
  for (const auto* none :
       {"a.json", ".part", "", ".partial-12", ".a.partial-", ".a.partial-0", ".a.partial-x", "a.partial-12"})
    EXPECT_EQ(parsed(none), "none") << none;
}

TEST_F(Replacing, WhatTheDeadLeftGoesAndNothingElse) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const auto dead = std::to_string(child);
  const auto mine = std::to_string(::getpid());
  const auto parent = std::to_string(::getppid());
  write(folder_.path() / ("a.json." + dead + "-0123456789abcdef.part"), "half");
  write(folder_.path() / ("a.json." + mine + "-0123456789abcdef.part"), "of one before us that had our number");
  write(folder_.path() / "a.json.part", "as earlier releases called it");
  const Names others{"a.json." + parent + "-0123456789abcdef.part", "b.json." + dead + "-0123456789abcdef.part",
                     "a.json.backup.part", "a.jsonl.part", "a.json." + dead + "-x"};
  for (const auto& name : others) write(folder_.path() / name, "another's");
  const auto pipe = "a.json." + dead + "-fedcba9876543210.part";
  ASSERT_EQ(::mkfifo((folder_.path() / pipe).c_str(), 0600), 0);
  ASSERT_TRUE(replace_file(*files_, file_, "new"));
  auto expected = others;
  expected.insert({"a.json", pipe});
  EXPECT_EQ(names(), expected);
}

TEST_F(Replacing, ADeadOnesNameThatSomebodyHoldsStays) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const auto held = folder_.path() / ("a.json." + std::to_string(child) + "-0123456789abcdef.part");
  // The number is a dead one's here, and a living one's on the other machine that writes in the folder.
  auto output = files_->create_new(held);
  ASSERT_TRUE(output);
  ASSERT_TRUE(replace_file(*files_, file_, "new"));
  EXPECT_TRUE(fs::exists(held));
  ASSERT_TRUE((*output)->close());
  ASSERT_TRUE(replace_file(*files_, file_, "newer"));
  EXPECT_FALSE(fs::exists(held));
}

TEST_F(Replacing, AFolderThatMayNotBeWrittenInIsTold) {
  if (::geteuid() == 0 && ::seteuid(65534) != 0) GTEST_SKIP() << "root, and may not become anyone else";
  const auto outcome = replace_file(*files_, "/proc/a.json", "new");
  if (::getuid() == 0) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  ASSERT_FALSE(outcome);
  EXPECT_FALSE(outcome.error().remedy.empty());
}

}  // namespace
}  // namespace sluss::core
