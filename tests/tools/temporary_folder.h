#pragma once
// A folder that is gone when the object is.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace sluss::tests {

class TemporaryFolder {
 public:
  enum class On : std::uint8_t { disk, memory };

  /// `memory`: where there is /dev/shm, for tests that make thousands of small files and sync nothing for real.
  explicit TemporaryFolder(On on = On::disk) {
    std::filesystem::path base = std::filesystem::temp_directory_path();
    if (on == On::memory && std::filesystem::is_directory("/dev/shm")) base = "/dev/shm";
    auto pattern = (base / "sluss_test_XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder: " + pattern);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace sluss::tests
