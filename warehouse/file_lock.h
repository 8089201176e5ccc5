#pragma once
// An advisory lock (flock) on a file that exists. The kernel lets go of it when the process ends, however it ends.

#include <chrono>
#include <filesystem>
#include <optional>

#include "core/error.h"

namespace sluss::warehouse {

class FileLock {
 public:
  /// Nothing when somebody else holds it after `patience`.
  [[nodiscard]] static core::Result<std::optional<FileLock>> take(const std::filesystem::path& file,
                                                                  std::chrono::milliseconds patience = {});
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace sluss::warehouse
