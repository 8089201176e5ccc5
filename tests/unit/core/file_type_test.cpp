#include "core/file_type.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fstream>

#include "core/files.h"
#include "core/walk.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::core {
namespace {

namespace fs = std::filesystem;

class FileTypeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(at("file")) << "ours";
    fs::create_directory(at("folder"));
    ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
    fs::create_symlink("file", at("link"));
    fs::create_symlink("none", at("dangling"));
    fs::create_symlink("folder", at("link to a folder"));
    fs::create_symlink("pipe", at("link to a pipe"));
  }
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }
  [[nodiscard]] std::string code(const std::string& name, FileType type) const {
    const auto checked = check_file_type(at(name), type);
    if (checked) return "";
    EXPECT_EQ(checked.error().error_class, ErrorClass::storage);
    EXPECT_FALSE(checked.error().place.file.empty());
    EXPECT_FALSE(checked.error().remedy.empty());
    return checked.error().code;
  }
  tests::TemporaryFolder folder_;
};

TEST_F(FileTypeTest, IsTheRequiredOneOrAnError) {
  for (const auto* name : {"none", "file"}) EXPECT_EQ(code(name, FileType::file), "") << name;
  for (const auto* name : {"folder", "pipe", "link", "dangling", "link to a folder"})
    EXPECT_EQ(code(name, FileType::file), "disk.not_a_file") << name;
  for (const auto* name : {"none", "file", "link", "dangling"})
    EXPECT_EQ(code(name, FileType::linked_file), "") << name;
  for (const auto* name : {"folder", "pipe", "link to a folder", "link to a pipe"})
    EXPECT_EQ(code(name, FileType::linked_file), "disk.not_a_file") << name;
  for (const auto* name : {"none", "folder", "link to a folder"}) EXPECT_EQ(code(name, FileType::folder), "") << name;
  for (const auto* name : {"file", "pipe", "link", "dangling", "link to a pipe"})
    EXPECT_EQ(code(name, FileType::folder), "disk.not_a_folder") << name;
}

TEST_F(FileTypeTest, IsReportedWithTheRemedy) {
  const auto link = check_file_type(at("link"), FileType::file).error();
  EXPECT_NE(link.what.find("a symbolic link to " + at("file").string()), std::string::npos) << link.what;
  EXPECT_NE(link.remedy.find("mv " + at("file").string() + " " + at("link").string()), std::string::npos)
      << link.remedy;
  const auto dangling = check_file_type(at("dangling"), FileType::file).error();
  EXPECT_NE(dangling.what.find("which is not there"), std::string::npos);
  EXPECT_NE(dangling.remedy.find("Mount"), std::string::npos);
  const auto lock = check_file_type(at("pipe"), FileType::file, Content::recreated).error();
  EXPECT_NE(lock.what.find("it is a pipe"), std::string::npos);
  EXPECT_NE(lock.remedy.find("Remove it"), std::string::npos);
}

TEST_F(FileTypeTest, AFileInAFoldersPlaceIsNamedToWhoWritesBelowIt) {
  const auto files = real_files();
  for (const auto& outcome : {files->make_folders(at("file")), files->make_folders(at("file") / "deep" / "deeper")}) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, "disk.not_a_folder");
    EXPECT_EQ(outcome.error().place.file, at("file").string());
  }
  EXPECT_EQ(files->read(at("file") / "below").error().place.file, at("file").string());
}

TEST_F(FileTypeTest, TheSizeOfWhatIsNoFileIsNone) {
  const auto files = real_files();
  for (const auto* name : {"pipe", "folder", "link to a pipe"})
    EXPECT_EQ(files->size(at(name)).error().code, "disk.not_a_file") << name;
}

TEST(IsWithin, ByNamesAlone) {
  EXPECT_TRUE(is_within("/a/b", "/a"));
  EXPECT_TRUE(is_within("/a", "/a"));
  EXPECT_TRUE(is_within("/a/x/../b", "/a/."));
  EXPECT_FALSE(is_within("/ab", "/a"));
  EXPECT_FALSE(is_within("/", "/a"));
  EXPECT_FALSE(is_within("", "/a"));
}

}  // namespace
}  // namespace sluss::core
