#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "core/files.h"

namespace {
/// What each file could be opened by until its mode was set.
std::vector<mode_t>& modes_before() {
  static std::vector<mode_t> modes;
  return modes;
}
}  // namespace

/// In the place of libc's: a file between its creation and its mode.
extern "C" int fchmod(int descriptor, mode_t mode) noexcept {
  struct stat status{};
  if (::fstat(descriptor, &status) == 0) modes_before().push_back(status.st_mode & 07777U);
  return static_cast<int>(::syscall(SYS_fchmod, descriptor, mode));
}

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

class FilesTest : public ::testing::Test {
 public:
  FilesTest() {
    std::string name = (fs::temp_directory_path() / "sluss-files-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    (void)::chmod(folder_.c_str(), 0755);  // other users may look in, for the test of permissions
  }
  FilesTest(const FilesTest&) = delete;
  FilesTest& operator=(const FilesTest&) = delete;
  ~FilesTest() override { fs::remove_all(folder_); }

 protected:
  void put(const fs::path& path, std::string_view data) {
    auto file = files_->create(path);
    ASSERT_TRUE(file) << describe(file.error());
    ASSERT_TRUE((*file)->write(data));
    ASSERT_TRUE((*file)->sync());
    ASSERT_TRUE((*file)->close());
  }

  fs::path folder_;
  std::unique_ptr<Files> files_ = real_files();
};

template <class T>
void expect_error(const Result<T>& result, std::string_view code, const fs::path& path) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code) << describe(result.error());
  EXPECT_EQ(result.error().error_class, ErrorClass::storage);
  EXPECT_EQ(result.error().place.file, path.string());
  EXPECT_NE(result.error().what.find(path.string()), std::string::npos);
  EXPECT_FALSE(result.error().remedy.empty());
}

TEST_F(FilesTest, WritesAppendsTruncatesAndReads) {
  const auto path = folder_ / "a";
  put(path, "one\n");
  {
    auto file = files_->append(path);
    ASSERT_TRUE(file);
    EXPECT_EQ((*file)->size(), 4U);
    ASSERT_TRUE((*file)->write("two\n"));
    EXPECT_EQ((*file)->size(), 8U);
  }
  EXPECT_EQ(*files_->read(path), "one\ntwo\n");
  EXPECT_EQ(*files_->size(path), 8U);
  {
    auto file = files_->append(path);
    ASSERT_TRUE((*file)->truncate(4));
    ASSERT_TRUE((*file)->write("3\n"));
    EXPECT_EQ((*file)->size(), 6U);
    ASSERT_TRUE((*file)->close());
    ASSERT_TRUE((*file)->close()) << "closing twice is no error";
  }
  EXPECT_EQ(*files_->read(path), "one\n3\n");
  put(path, "");
  EXPECT_EQ(*files_->read(path), "");
}

TEST_F(FilesTest, ReadsARangeAndRefusesOnePastTheEnd) {
  const auto path = folder_ / "a";
  put(path, "0123456789");
  EXPECT_EQ(*files_->read_range(path, 3, 4), "3456");
  EXPECT_EQ(*files_->read_range(path, 10, 0), "");
  expect_error(files_->read_range(path, 8, 3), "disk.io", path);
  expect_error(files_->read_range(path, 11, 0), "disk.io", path);
  expect_error(files_->read_range(path, 1, ~std::uint64_t{0}), "disk.io", path);
}

TEST_F(FilesTest, WhatIsMissingIsSaidWithItsPath) {
  const auto path = folder_ / "none" / "a";
  expect_error(files_->read(path), "disk.missing", path);
  expect_error(files_->create(path), "disk.missing", path);
  expect_error(files_->size(path), "disk.missing", path);
  expect_error(files_->list(path), "disk.missing", path);
  expect_error(files_->sync_file(path), "disk.missing", path);
  expect_error(files_->sync_folder(path), "disk.missing", path);
  expect_error(files_->clone(path, folder_ / "b"), "disk.missing", path);
  expect_error(files_->rename(path, folder_ / "b"), "disk.missing", folder_ / "b");
  EXPECT_FALSE(files_->exists(path));
  EXPECT_FALSE(files_->exists(folder_ / "b"));
  EXPECT_TRUE(files_->remove(path)) << "what is not there is removed already";
}

TEST_F(FilesTest, RenamesOverAndLinks) {
  put(folder_ / "1", "first");
  put(folder_ / "2", "second");
  ASSERT_TRUE(files_->symlink("1", folder_ / "current"));
  ASSERT_TRUE(files_->symlink("2", folder_ / "next"));
  EXPECT_EQ(*files_->read(folder_ / "current"), "first");
  ASSERT_TRUE(files_->rename(folder_ / "next", folder_ / "current"));
  ASSERT_TRUE(files_->sync_folder(folder_));
  EXPECT_EQ(*files_->read(folder_ / "current"), "second");
  EXPECT_FALSE(files_->exists(folder_ / "next"));
  EXPECT_FALSE(files_->symlink("1", folder_ / "current")) << "a link is not replaced unseen";
  ASSERT_TRUE(files_->remove(folder_ / "2"));
  EXPECT_FALSE(files_->exists(folder_ / "current")) << "a link to nothing";
  EXPECT_TRUE(files_->exists(folder_ / "1"));
}

TEST_F(FilesTest, TwoFoldersChangeNames) {
  ASSERT_TRUE(files_->make_folders(folder_ / "one"));
  ASSERT_TRUE(files_->make_folders(folder_ / "other"));
  put(folder_ / "one" / "a", "of one");
  const auto exchanged = files_->exchange(folder_ / "one", folder_ / "other");
  ASSERT_TRUE(exchanged);
  if (!*exchanged) GTEST_SKIP() << "this file system exchanges nothing";
  EXPECT_EQ(*files_->read(folder_ / "other" / "a"), "of one");
  EXPECT_TRUE(files_->list(folder_ / "one")->empty());
  expect_error(files_->exchange(folder_ / "one", folder_ / "none"), "disk.missing", folder_ / "none");
}

TEST_F(FilesTest, MakesFoldersAndListsThemSorted) {
  ASSERT_TRUE(files_->make_folders(folder_ / "x" / "y"));
  ASSERT_TRUE(files_->make_folders(folder_ / "x" / "y"));
  put(folder_ / "x" / "b", "");
  put(folder_ / "x" / "a", "");
  EXPECT_EQ(*files_->list(folder_ / "x"),
            (std::vector<fs::path>{folder_ / "x" / "a", folder_ / "x" / "b", folder_ / "x" / "y"}));
  EXPECT_FALSE(files_->make_folders(folder_ / "x" / "a" / "c")) << "a file stands in the way";
  EXPECT_FALSE(files_->remove(folder_ / "x")) << "a folder that is not empty stays";
}

TEST_F(FilesTest, ClonesWholeAndReplacesTheTarget) {
  std::string data;
  for (int i = 0; i < 300000; ++i) data += std::to_string(i);
  put(folder_ / "a", data);
  put(folder_ / "b", data + data);
  ASSERT_TRUE(files_->clone(folder_ / "a", folder_ / "b"));
  EXPECT_TRUE(*files_->read(folder_ / "b") == data);
  put(folder_ / "a", "changed");
  EXPECT_EQ(*files_->size(folder_ / "b"), data.size()) << "the clone is a file of its own";
}

TEST_F(FilesTest, WithoutPermissionItSaysWho) {
  const auto path = folder_ / "mine";
  put(path, "secret");
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  const auto me = ::geteuid();
  if (me == 0 && ::seteuid(65534) != 0) GTEST_SKIP() << "root, and may not become anyone else";
  const auto read = files_->read(path);
  const auto created = me == 0 ? files_->create(folder_ / "new") : files_->create("/proc/version");
  if (me == 0) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  expect_error(read, "disk.permission", path);
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, "disk.permission");
}

TEST_F(FilesTest, AFullDiskIsSaidWhenWriting) {
  const auto small = folder_ / "small";
  ASSERT_TRUE(files_->make_folders(small));
  if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "mounting a small file system is not permitted here";
  }
  auto file = files_->create(small / "a");
  const auto written = file ? (*file)->write(std::string(1000000, 'x')) : Result<>();
  const auto counted = file ? (*file)->size() : 1;
  file = std::unique_ptr<OutputFile>();
  ASSERT_EQ(::umount(small.c_str()), 0);
  expect_error(written, "disk.full", small / "a");
  EXPECT_EQ(counted, 0U) << "what was not written does not count";
}

TEST_F(FilesTest, ACloneThatDoesNotFitLeavesNothing) {
  const auto small = folder_ / "small";
  ASSERT_TRUE(files_->make_folders(small));
  if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "mounting a small file system is not permitted here";
  }
  put(folder_ / "a", std::string(1000000, 'x'));
  const auto cloned = files_->clone(folder_ / "a", small / "a");
  const bool left = files_->exists(small / "a");
  ASSERT_EQ(::umount(small.c_str()), 0);
  expect_error(cloned, "disk.full", small / "a");
  EXPECT_FALSE(left);
}

TEST_F(FilesTest, ACloneGoesFromOneFileSystemToAnother) {
  const auto other = folder_ / "other";
  ASSERT_TRUE(files_->make_folders(other));
  if (::mount("tmpfs", other.c_str(), "tmpfs", 0, "size=4m") != 0) {
    GTEST_SKIP() << "mounting a small file system is not permitted here";
  }
  const std::string data(2500000, 'x');
  put(folder_ / "a", data);
  const auto cloned = files_->clone(folder_ / "a", other / "a");
  const auto read = files_->read(other / "a");
  ASSERT_EQ(::umount(other.c_str()), 0);
  ASSERT_TRUE(cloned) << describe(cloned.error());
  EXPECT_TRUE(*read == data);
}

/// What others may put in a folder where we write, each under the name "a"; `precious` is a file outside of it.
class OthersThings : public FilesTest {
 protected:
  void SetUp() override {
    put(precious_, "precious");
    fs::create_directory(share_);
    fs::create_directory(folder_ / "elsewhere");
  }
  void lay(std::string_view thing) {
    fs::remove_all(name_);
    if (thing == "link") fs::create_symlink(precious_, name_);
    if (thing == "dangling link") fs::create_symlink(folder_ / "elsewhere" / "made", name_);
    if (thing == "link to a folder") fs::create_symlink(folder_ / "elsewhere", name_);
    if (thing == "hard link") fs::create_hard_link(precious_, name_);
    const mode_t kind = thing == "pipe" ? S_IFIFO : thing == "socket" ? S_IFSOCK : 0;
    if (kind != 0) {
      ASSERT_EQ(::mknod(name_.c_str(), kind | 0666U, 0), 0);
    }
    if (thing == "folder") fs::create_directory(name_);
  }
  void expect_untouched(std::string_view thing) {
    EXPECT_EQ(*files_->read(precious_), "precious") << thing;
    EXPECT_TRUE(fs::is_empty(folder_ / "elsewhere")) << thing;
  }

  fs::path precious_ = folder_ / "precious";
  fs::path share_ = folder_ / "share";
  fs::path name_ = share_ / "a";
};

TEST_F(OthersThings, ANewFileIsNeverWhatLiesThere) {
  put(folder_ / "from", "new");
  for (const auto* thing : {"link", "dangling link", "link to a folder", "hard link", "pipe", "socket"}) {
    lay(thing);
    put(name_, "new");
    EXPECT_EQ(*files_->read(name_), "new") << thing;
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(name_))) << thing;
    expect_untouched(thing);
    lay(thing);
    ASSERT_TRUE(files_->clone(folder_ / "from", name_)) << thing;
    EXPECT_EQ(*files_->read(name_), "new") << thing;
    expect_untouched(thing);
    lay(thing);
    expect_error(files_->create_new(name_), "disk.exists", name_);
    expect_error(files_->rename_new(folder_ / "from", name_), "disk.exists", name_);
    expect_untouched(thing);
  }
  lay("folder");
  expect_error(files_->create(name_), "disk.not_a_file", name_);
}

TEST_F(OthersThings, WhatIsNoFileIsNeitherReadNorAppendedToNorWaitedFor) {
  for (const auto* thing : {"pipe", "socket", "folder"}) {
    lay(thing);
    expect_error(files_->append(name_), "disk.not_a_file", name_);
    expect_error(files_->read(name_), "disk.not_a_file", name_);
    expect_error(files_->sync_file(name_), "disk.not_a_file", name_);
    expect_error(files_->clone(name_, folder_ / "copy"), "disk.not_a_file", name_);
  }
  for (const auto* thing : {"link", "dangling link", "link to a folder"}) {
    lay(thing);
    expect_error(files_->append(name_), "disk.not_a_file", name_);
    EXPECT_FALSE(files_->set_mode(name_, everybody_reads)) << thing;
    expect_untouched(thing);
  }
  EXPECT_EQ(fs::status(precious_).permissions(), fs::perms(0600));
}

TEST_F(FilesTest, AModeIsTheCallersWhateverTheUmask) {
  const auto mode_of = [](const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); };
  for (const mode_t mask : {0000U, 0022U, 0077U, 0777U}) {
    const auto before = ::umask(mask);
    const auto at = folder_ / std::to_string(mask);
    const auto deep = at / "deep";
    const auto made = files_->make_folders(deep, passable_folder);
    const auto written = files_->create(deep / "a", everybody_reads);
    const auto fresh = files_->create_new(deep / "b", {.bits = 0640});
    const auto appended = files_->append(deep / "c");
    const auto again = files_->append(deep / "a");
    const auto cloned = files_->clone(deep / "a", deep / "d", {.bits = 0664, .group = ::getegid()});
    const auto set = files_->set_mode(deep / "c", {.bits = 0660});
    ::umask(before);
    ASSERT_TRUE(made && written && fresh && appended && again && cloned && set) << mask;
    EXPECT_EQ(mode_of(at), 0711U);
    EXPECT_EQ(mode_of(deep), 0711U);
    EXPECT_EQ(mode_of(deep / "a"), 0644U);
    EXPECT_EQ(mode_of(deep / "b"), 0640U);
    EXPECT_EQ(mode_of(deep / "c"), 0660U);
    EXPECT_EQ(mode_of(deep / "d"), 0664U);
  }
}

TEST_F(FilesTest, NobodyElseOpensAFileBeforeItsModeIsSet) {
  const auto before = ::umask(0);
  modes_before().clear();
  const FileMode mode{.bits = 0640};
  EXPECT_TRUE(files_->create(folder_ / "new", mode));
  EXPECT_TRUE(files_->create_new(folder_ / "exclusive", mode));
  EXPECT_TRUE(files_->append(folder_ / "end", mode));
  ::umask(before);
  EXPECT_EQ(modes_before(), std::vector<mode_t>(3, 0600));
}

TEST_F(FilesTest, ANewFileTakesAnothersContentAndGoesOn) {
  put(folder_ / "a", std::string(3000000, 'x'));
  const auto copy = files_->create_new(folder_ / "b");
  ASSERT_TRUE(copy);
  ASSERT_TRUE((*copy)->copy_from(folder_ / "a"));
  ASSERT_TRUE((*copy)->write("end"));
  EXPECT_EQ((*copy)->size(), 3000003U);
  EXPECT_TRUE(*files_->read(folder_ / "b") == std::string(3000000, 'x') + "end");
}

}  // namespace
}  // namespace sluss::core
