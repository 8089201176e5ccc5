// A folder where people have their files open.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/files.h"
#include "daemon/delivery/folder.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::delivery {
namespace {

namespace fs = std::filesystem;

class FolderDelivery : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(share());
    write(outgoing_.path, "nytt");
  }
  [[nodiscard]] fs::path share() const { return folder_.path() / "share"; }
  static void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }
  static std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Name and content of everything that lies in the share.
  [[nodiscard]] std::map<std::string, std::string> lies_there() const {
    std::map<std::string, std::string> found;
    for (const auto& entry : fs::directory_iterator(share()))
      found[entry.path().filename().string()] = entry.is_directory() ? "(folder)" : read(entry.path());
    return found;
  }
  core::Result<Placed> put() { return folder_target(*files_, share())->put(outgoing_, {}); }

  testing::TemporaryFolder folder_;
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
    EXPECT_EQ(read(share() / "tal.xlsx"), "nytt");
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
  EXPECT_EQ(read(share() / "tal.xlsx"), "nytt");
}

TEST_F(FolderDelivery, LeftoversOfAnEarlierTryAreGone) {
  write(share() / "tal.xlsx.part", "hälf");
  write(share() / "tal_2026-03-31.xlsx.part", "hälf");
  ASSERT_TRUE(put());
  EXPECT_EQ(lies_there(), (Files{{"tal.xlsx", "nytt"}, {"tal_2026-03-31.xlsx", "nytt"}}));
}

/// Every operation on the disk fails once: the old file or the new one lies there, whole, and nothing beside.
class FailingFiles final : public core::Files {
 public:
  FailingFiles(core::Files& real, int fails_at) : real_(real), left_(fails_at) {}
  [[nodiscard]] bool failed() const { return left_ <= 0; }

  core::Result<std::unique_ptr<core::OutputFile>> create(const fs::path& path) override {
    if (auto told = next(path); !told) return std::unexpected(told.error());
    return real_.create(path);
  }
  core::Result<std::unique_ptr<core::OutputFile>> append(const fs::path& path) override { return real_.append(path); }
  core::Result<std::string> read(const fs::path& path) override { return real_.read(path); }
  core::Result<std::string> read_range(const fs::path& path, std::uint64_t offset, std::uint64_t size) override {
    return real_.read_range(path, offset, size);
  }
  core::Result<> rename(const fs::path& from, const fs::path& to) override {
    SLUSS_TRY(next(to));
    return real_.rename(from, to);
  }
  core::Result<> remove(const fs::path& path) override { return real_.remove(path); }
  core::Result<> make_folders(const fs::path& path) override { return real_.make_folders(path); }
  core::Result<> symlink(const fs::path& target, const fs::path& link) override { return real_.symlink(target, link); }
  core::Result<> sync_file(const fs::path& path) override {
    SLUSS_TRY(next(path));
    return real_.sync_file(path);
  }
  core::Result<> sync_folder(const fs::path& path) override {
    SLUSS_TRY(next(path));
    return real_.sync_folder(path);
  }
  core::Result<> clone(const fs::path& from, const fs::path& to) override {
    SLUSS_TRY(next(to));
    return real_.clone(from, to);
  }
  core::Result<std::vector<fs::path>> list(const fs::path& folder) override { return real_.list(folder); }
  [[nodiscard]] bool exists(const fs::path& path) override { return real_.exists(path); }
  [[nodiscard]] core::Result<std::uint64_t> size(const fs::path& path) override { return real_.size(path); }

 private:
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
}  // namespace sluss::daemon::delivery
