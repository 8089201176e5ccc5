#pragma once
// A file port that counts how many bytes of each file were read.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "tests/tools/power_cut_files.h"

namespace sluss::tests {

/// One thread.
class CountingFiles final : public PowerCutFiles {
 public:
  using PowerCutFiles::PowerCutFiles;

  core::Result<std::string> read(const std::filesystem::path& path) override {
    return counted(path, PowerCutFiles::read(path));
  }
  core::Result<std::string> read_range(const std::filesystem::path& path, std::uint64_t offset,
                                       std::uint64_t size) override {
    return counted(path, PowerCutFiles::read_range(path, offset, size));
  }

  /// Since the last call for the file.
  [[nodiscard]] std::uint64_t take_bytes_read(const std::filesystem::path& path) {
    return std::exchange(bytes_read_[path], 0);
  }

 private:
  core::Result<std::string> counted(const std::filesystem::path& path, core::Result<std::string> read) {
    if (read) bytes_read_[path] += read->size();
    return read;
  }

  std::map<std::filesystem::path, std::uint64_t> bytes_read_;
};

}  // namespace sluss::tests
