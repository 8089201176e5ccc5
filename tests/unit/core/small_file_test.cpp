// What people write and the program reads whole: nothing is waited for, nothing huge is read.
#include "core/small_file.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "tests/tools/temporary_folder.h"

namespace sluss::core {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t most = 1000;

class SmallFile : public ::testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
    return folder_.path() / name;
  }
  static std::string code_of(const fs::path& path) {
    const auto read = read_small_file(path, most);
    if (read) return "";
    EXPECT_FALSE(read.error().remedy.empty());
    EXPECT_EQ(read.error().place.file, path.string());
    return read.error().code;
  }
  sluss::tests::TemporaryFolder folder_;
};

TEST_F(SmallFile, IsReadToItsEnd) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, most - 1, most}) {
    const std::string text(size, 'x');
    EXPECT_EQ(*read_small_file(write("a", text), most), text);
  }
  fs::create_symlink("a", folder_.path() / "link");
  EXPECT_EQ(read_small_file(folder_.path() / "link", most)->size(), most);
  EXPECT_FALSE(read_small_file("/proc/self/status", 1U << 20U)->empty()) << "which tells no size";
}

TEST_F(SmallFile, WhatIsNoSmallFileIsToldAtOnce) {
  EXPECT_EQ(code_of(write("large", std::string(most + 1, 'x'))), "file.too_large");
  fs::resize_file(write("sparse", ""), std::uintmax_t{1} << 40U);
  EXPECT_EQ(code_of(folder_.path() / "sparse"), "file.too_large");
  const auto pipe = folder_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(code_of(pipe), "file.kind");
  fs::create_symlink(pipe, folder_.path() / "linked");
  EXPECT_EQ(code_of(folder_.path() / "linked"), "file.kind");
  EXPECT_EQ(code_of(folder_.path()), "file.kind");
  EXPECT_EQ(code_of("/dev/zero"), "file.kind");
  EXPECT_EQ(code_of(folder_.path() / "none"), "file.missing");
  EXPECT_EQ(code_of(write("file", "x") / "below"), "file.missing");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto socket = folder_.path() / "socket";
  ASSERT_LT(socket.string().size(), sizeof address.sun_path);
  std::strcpy(address.sun_path, socket.c_str());
  const int bound = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(bound, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(code_of(socket), "file.kind");
  ::close(bound);
}

}  // namespace
}  // namespace sluss::core
