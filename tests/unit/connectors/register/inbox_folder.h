#pragma once
// A folder for an inbox, its scratch folder, and what people do there.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "connectors/register/inbox/inbox.h"
#include "tests/tools/must.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::connectors::registers {

class InboxFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_);
    std::filesystem::create_directory(scratch_);
  }

  [[nodiscard]] Inbox inbox(InboxSteps steps = {}, std::uint64_t most_bytes = 1'000'000) {
    return {*files_, {.path = folder_, .most_bytes = most_bytes, .steps = std::move(steps)}};
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  /// Another inode by the same name, as a program that saves by renaming makes it.
  void replace(const std::string& name, const std::string& text) const {
    std::ofstream(root_.path() / "new", std::ios::binary) << text;
    std::filesystem::rename(root_.path() / "new", folder_ / name);
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }
  static InboxFile one_of(const Inbox& inbox, const std::string& name) {
    for (const auto& file : tests::must(inbox.list()))
      if (file.name == name) return file;
    throw std::runtime_error("not listed: " + name);
  }
  [[nodiscard]] core::Result<CopiedFile> take(const Inbox& inbox, const std::string& name) const {
    return inbox.take(one_of(inbox, name), scratch_, {});
  }

  tests::TemporaryFolder root_;
  std::filesystem::path folder_ = root_.path() / "in";
  std::filesystem::path scratch_ = root_.path() / "scratch";
  std::unique_ptr<core::Files> files_ = core::real_files();
};

/// Root reads everything: what another user may do is tried as one.
class AnotherUser {
 public:
  AnotherUser() { EXPECT_EQ(::seteuid(65533), 0); }
  AnotherUser(const AnotherUser&) = delete;
  AnotherUser& operator=(const AnotherUser&) = delete;
  ~AnotherUser() { EXPECT_EQ(::seteuid(0), 0); }
};

}  // namespace sluss::connectors::registers
