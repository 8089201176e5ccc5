#pragma once
// Files of the tree that a test reads, and texts compared with a file.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace sluss::tests {

/// Its bytes; none where there is no such file.
[[nodiscard]] inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Expects `got` in the file. With SLUSS_UPDATE_GOLDEN set it is written there first, for a reviewed diff.
inline void compare_golden(const std::filesystem::path& path, const std::string& got) {
  if (std::getenv("SLUSS_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << got;
  EXPECT_EQ(got, read_file(path)) << path << " is stale: SLUSS_UPDATE_GOLDEN=1 writes it anew";
}

}  // namespace sluss::tests
