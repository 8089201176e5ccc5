// A folder where people have their files open.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "core/files.h"
#include "core/users.h"
#include "daemon/deliver/folder.h"
#include "tests/tools/golden.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::deliver {
namespace {

namespace fs = std::filesystem;
using tests::read_file;

class FolderDelivery : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(share());
    write(outgoing_.path, "nytt");
  }
  [[nodiscard]] fs::path share() const { return folder_.path() / "share"; }
  static void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }
  /// Name and content of every file in the share.
  [[nodiscard]] std::map<std::string, std::string> lies_there() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::directory_iterator(share()))
      found[entry.path().filename().string()] = entry.is_directory() ? "(folder)" : read_file(entry.path());
    return found;
  }
  core::Result<PutResult> put() { return folder_target(*files_, share())->put(outgoing_, {}); }

  tests::TemporaryFolder folder_;
  std::unique_ptr<core::Files> files_ = core::real_files();
  OutgoingFile outgoing_{.path = folder_.path() / "spool.xlsx",
                         .name = "tal.xlsx",
                         .dated = "tal_2026-03-31.xlsx",
                         .timed = "tal_2026-03-31_0615.xlsx"};
};

using Files = std::map<std::string, std::string>;

TEST_F(FolderDelivery, TheNameAndTheDatedName) {
  for (int i = 0; i < 2; ++i) {
    const auto placed = put();
    ASSERT_TRUE(placed) << core::describe(placed.error());
    EXPECT_FALSE(placed->dated);
    EXPECT_TRUE(placed->note.empty());
    EXPECT_EQ(placed->places,
              (std::vector<std::string>{(share() / "tal.xlsx").string(), (share() / "tal_2026-03-31.xlsx").string()}));
    EXPECT_EQ(lies_there(), (Files{{"tal.xlsx", "nytt"}, {"tal_2026-03-31.xlsx", "nytt"}}));
  }
}

TEST_F(FolderDelivery, AFolderThatIsNotThereIsNotMade) {
  fs::remove(share());
  const auto placed = put();
  ASSERT_FALSE(placed);
  EXPECT_EQ(placed.error().code, "publish.folder");
  EXPECT_FALSE(fs::exists(share()));
  EXPECT_EQ(folder_target(*files_, share())->try_out({}).error().code, "publish.folder");
}

TEST_F(FolderDelivery, WhatSomebodyHasOpenStaysAndTheDatedNameIsWritten) {
  for (const auto* lock : {"~$tal.xlsx", ".~lock.tal.xlsx#"}) {
    write(share() / "tal.xlsx", "gammalt");
    write(share() / lock, "Anna");
    const auto placed = put();
    ASSERT_TRUE(placed) << core::describe(placed.error());
    EXPECT_TRUE(placed->dated);
    EXPECT_NE(placed->note.find(lock), std::string::npos) << placed->note;
    EXPECT_EQ(placed->places, (std::vector<std::string>{(share() / "tal_2026-03-31.xlsx").string()}));
    EXPECT_EQ(lies_there(), (Files{{lock, "Anna"}, {"tal.xlsx", "gammalt"}, {"tal_2026-03-31.xlsx", "nytt"}}));
    fs::remove(share() / lock);
    ASSERT_TRUE(put());
    EXPECT_EQ(read_file(share() / "tal.xlsx"), "nytt");
  }
}

TEST_F(FolderDelivery, ARenameThatIsRefusedIsTheSame) {
  fs::create_directories(share() / "tal.xlsx" / "inside");  // a folder cannot be replaced, as little as an open file
  const auto placed = put();
  ASSERT_TRUE(placed) << core::describe(placed.error());
  EXPECT_TRUE(placed->dated);
  EXPECT_EQ(lies_there(), (Files{{"tal.xlsx", "(folder)"}, {"tal_2026-03-31.xlsx", "nytt"}}));
}

TEST_F(FolderDelivery, BothNamesOpenGiveTheTime) {
  write(share() / "~$tal.xlsx", "");
  write(share() / "~$tal_2026-03-31.xlsx", "");
  const auto placed = put();
  ASSERT_TRUE(placed) << core::describe(placed.error());
  EXPECT_TRUE(placed->dated);
  EXPECT_EQ(placed->places, (std::vector<std::string>{(share() / "tal_2026-03-31_0615.xlsx").string()}));
  write(share() / "~$tal_2026-03-31_0615.xlsx", "");
  EXPECT_EQ(put().error().code, "delivery.held");
}

TEST_F(FolderDelivery, TheDatedCopyAloneInUseIsNoReasonToTryAgain) {
  write(share() / "~$tal_2026-03-31.xlsx", "");
  const auto placed = put();
  ASSERT_TRUE(placed);
  EXPECT_FALSE(placed->dated);
  EXPECT_FALSE(placed->note.empty());
  EXPECT_EQ(read_file(share() / "tal.xlsx"), "nytt");
}

TEST_F(FolderDelivery, LeftoversOfAnEarlierTryAreGone) {
  write(share() / "tal.xlsx.part", "hälf");
  write(share() / "tal_2026-03-31.xlsx.part", "hälf");
  ASSERT_TRUE(put());
  EXPECT_EQ(lies_there(), (Files{{"tal.xlsx", "nytt"}, {"tal_2026-03-31.xlsx", "nytt"}}));
}

TEST_F(FolderDelivery, WhatOthersLayUnderANameIsNeitherFollowedNorOpened) {
  const auto precious = folder_.path() / "journal.jsonl";
  const auto elsewhere = folder_.path() / "elsewhere";
  fs::create_directory(elsewhere);
  write(precious, "journal");
  const auto lay = [&](std::string_view thing, const fs::path& name) {
    if (thing == "link") fs::create_symlink(precious, name);
    if (thing == "dangling link") fs::create_symlink(elsewhere / "made", name);
    if (thing == "link to a folder") fs::create_symlink(elsewhere, name);
    if (thing == "hard link") fs::create_hard_link(precious, name);
    if (thing == "folder") fs::create_directory(name);
    const mode_t kind = thing == "pipe" ? S_IFIFO : thing == "socket" ? S_IFSOCK : 0;
    if (kind != 0) {
      ASSERT_EQ(::mknod(name.c_str(), kind | 0666U, 0), 0);
    }
  };
  for (const auto* thing : {"link", "dangling link", "link to a folder", "hard link", "pipe", "socket", "folder"}) {
    for (const auto* name : {"tal.xlsx", "tal_2026-03-31.xlsx", "tal.xlsx.part", "tal_2026-03-31.xlsx.part",
                             ".sluss-check", ".sluss-check.part"}) {
      for (const auto& entry : fs::directory_iterator(share())) fs::remove_all(entry);
      lay(thing, share() / name);
      const auto tried = folder_target(*files_, share())->try_out({});
      EXPECT_TRUE(tried) << thing << " " << name;
      const auto placed = put();
      ASSERT_TRUE(placed) << thing << " " << name << ": " << core::describe(placed.error());
      ASSERT_FALSE(placed->places.empty());
      for (const auto& place : placed->places) {
        EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(place))) << thing << " " << place;
        EXPECT_EQ(read_file(place), "nytt") << thing << " " << place;
      }
      EXPECT_EQ(read_file(precious), "journal") << thing << " " << name;
      EXPECT_TRUE(fs::is_empty(elsewhere)) << thing << " " << name;
    }
  }
}

TEST_F(FolderDelivery, TheRightsAreThoseThatWereAskedForWhateverTheUmask) {
  const auto mode_of = [](const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); };
  for (const mode_t mask : {0000U, 0027U, 0077U}) {
    const auto before = ::umask(mask);
    ASSERT_TRUE(put());
    EXPECT_EQ(mode_of(share() / "tal.xlsx"), 0644U);
    const core::FileMode narrow{.bits = 0640, .group = ::getegid()};
    ASSERT_TRUE(folder_target(*files_, share(), narrow)->put(outgoing_, {}));
    EXPECT_EQ(mode_of(share() / "tal.xlsx"), 0640U);
    EXPECT_EQ(mode_of(share() / "tal_2026-03-31.xlsx"), 0640U);
    ::umask(before);
  }
}

/// Where another user owns the files: as in a folder of all (sticky), or in one that is not ours.
TEST_F(FolderDelivery, AnothersFilesStayAndAreTold) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root makes another's files";
  constexpr uid_t another = 65533;
  constexpr uid_t us = 65534;
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(outgoing_.path.c_str(), 0644), 0);
  ASSERT_EQ(::chmod(share().c_str(), 01777), 0);
  for (const auto* name : {"tal.xlsx.part", "tal.xlsx", "tal.xlsx.1-0123456789abcdef.part"}) {
    write(share() / name, "gammalt");
    ASSERT_EQ(::chown((share() / name).c_str(), another, another), 0);
  }
  ASSERT_EQ(::seteuid(us), 0);
  const auto sticky = put();
  const auto tried = folder_target(*files_, share())->try_out({});
  ASSERT_EQ(::seteuid(0), 0);
  ASSERT_TRUE(sticky) << core::describe(sticky.error());
  EXPECT_TRUE(sticky->dated) << "the name is another's, and stays";
  EXPECT_TRUE(tried);
  EXPECT_EQ(read_file(share() / "tal.xlsx"), "gammalt");
  EXPECT_EQ(read_file(share() / "tal_2026-03-31.xlsx"), "nytt");
  EXPECT_EQ(lies_there().size(), 4U) << "nothing of ours beside, and nothing of the other's is gone";

  ASSERT_EQ(::chmod(share().c_str(), 0755), 0);
  ASSERT_EQ(::seteuid(us), 0);
  const auto closed = put();
  const auto not_tried = folder_target(*files_, share())->try_out({});
  ASSERT_EQ(::seteuid(0), 0);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, "export.target");
  ASSERT_FALSE(not_tried);
  EXPECT_EQ(not_tried.error().code, "disk.permission");
  for (const auto& error : {closed.error(), not_tried.error()}) {
    EXPECT_NE(error.remedy.find("the user " + core::shown_user(us) + " "), std::string::npos) << error.remedy;
    EXPECT_NE(error.remedy.find("write in " + share().string() + " "), std::string::npos) << error.remedy;
    EXPECT_EQ(core::describe(error).find(".part"), std::string::npos) << "a random name: " << core::describe(error);
  }
}

/// Every operation on the disk fails once: the share has the old file or the new one, whole, and nothing else.
class FailingFiles final : public core::Files {
 public:
  FailingFiles(core::Files& real, int fails_at) : real_(real), left_(fails_at) {}
  [[nodiscard]] bool failed() const { return left_ <= 0; }

  using OpenFile = core::Result<std::unique_ptr<core::OutputFile>>;
  OpenFile create(const fs::path& path, core::FileMode mode) override { return real_.create(path, mode); }
  OpenFile create_new(const fs::path& path, core::FileMode mode) override {
    if (auto result = next(path); !result) return std::unexpected(result.error());
    auto file = SLUSS_TRY(real_.create_new(path, mode));
    return std::make_unique<Output>(*this, path, std::move(file));
  }
  OpenFile append(const fs::path& path, core::FileMode mode) override { return real_.append(path, mode); }
  core::Result<std::string> read(const fs::path& path) override { return real_.read(path); }
  core::Result<std::string> read_range(const fs::path& path, std::uint64_t offset, std::uint64_t size) override {
    return real_.read_range(path, offset, size);
  }
  core::Result<> rename(const fs::path& from, const fs::path& to) override {
    SLUSS_TRY(next(to));
    return real_.rename(from, to);
  }
  core::Result<> rename_new(const fs::path& from, const fs::path& to) override { return real_.rename_new(from, to); }
  core::Result<bool> exchange(const fs::path& one, const fs::path& other) override {
    return real_.exchange(one, other);
  }
  core::Result<> remove(const fs::path& path) override { return real_.remove(path); }
  core::Result<> make_folders(const fs::path& path, core::FileMode mode) override {
    return real_.make_folders(path, mode);
  }
  core::Result<> set_mode(const fs::path& path, core::FileMode mode) override { return real_.set_mode(path, mode); }
  core::Result<> symlink(const fs::path& target, const fs::path& link) override { return real_.symlink(target, link); }
  core::Result<> sync_file(const fs::path& path) override {
    SLUSS_TRY(next(path));
    return real_.sync_file(path);
  }
  core::Result<> sync_folder(const fs::path& path) override {
    SLUSS_TRY(next(path));
    return real_.sync_folder(path);
  }
  core::Result<> clone(const fs::path& from, const fs::path& to, core::FileMode mode) override {
    SLUSS_TRY(next(to));
    return real_.clone(from, to, mode);
  }
  core::Result<std::vector<fs::path>> list(const fs::path& folder) override { return real_.list(folder); }
  [[nodiscard]] bool exists(const fs::path& path) override { return real_.exists(path); }
  [[nodiscard]] core::Result<std::uint64_t> size(const fs::path& path) override { return real_.size(path); }

 private:
  class Output final : public core::OutputFile {
   public:
    Output(FailingFiles& owner, fs::path path, std::unique_ptr<core::OutputFile> real)
        : owner_(owner), path_(std::move(path)), real_(std::move(real)) {}
    core::Result<> write(std::string_view data) override {
      SLUSS_TRY(owner_.next(path_));
      return real_->write(data);
    }
    core::Result<> copy_from(const fs::path& file) override {
      SLUSS_TRY(owner_.next(path_));
      return real_->copy_from(file);
    }
    core::Result<> sync() override {
      SLUSS_TRY(owner_.next(path_));
      return real_->sync();
    }
    core::Result<> truncate(std::uint64_t size) override { return real_->truncate(size); }
    core::Result<> close() override {
      SLUSS_TRY(owner_.next(path_));
      return real_->close();
    }
    [[nodiscard]] std::uint64_t size() const override { return real_->size(); }

   private:
    FailingFiles& owner_;
    fs::path path_;
    std::unique_ptr<core::OutputFile> real_;
  };

  core::Result<> next(const fs::path& path) {
    if (--left_ != 0) return {};
    return core::fail(core::ErrorClass::storage, "disk.io", "made to fail", "", {.file = path.string()});
  }
  core::Files& real_;
  int left_;
};

TEST_F(FolderDelivery, WhicheverOperationFailsNothingHalfIsSeen) {
  bool failed = true;
  for (int at = 1; failed; ++at) {
    ASSERT_LT(at, 100);
    for (const auto& entry : fs::directory_iterator(share())) fs::remove(entry);
    write(share() / "tal.xlsx", "gammalt");
    FailingFiles failing(*files_, at);
    const auto placed = folder_target(failing, share())->put(outgoing_, {});
    failed = failing.failed();
    for (const auto& [name, content] : lies_there()) {
      EXPECT_FALSE(name.ends_with(".part")) << at;
      EXPECT_TRUE(content == "nytt" || content == "gammalt") << at << " " << name;
    }
    EXPECT_TRUE(fs::exists(share() / "tal.xlsx")) << at;
    EXPECT_EQ(lies_there()["tal.xlsx"] == "nytt" || !placed || placed->dated, true) << at;
  }
}

}  // namespace
}  // namespace sluss::daemon::deliver
