#pragma once
// A file that goes into a backup.

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/error.h"

namespace sluss::daemon::backup {

/// A regular file that is open: whoever removes its name (an old generation is pruned) does not take it from us. Errors
/// are storage class: "disk.missing", "disk.permission", "disk.io".
class Input {
 public:
  /// What a link leads to. A pipe or a device is "disk.io", and is never waited for.
  [[nodiscard]] static core::Result<Input> open(const std::filesystem::path& file);
  Input(Input&& other) noexcept;
  Input& operator=(Input&&) = delete;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input();
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// At least one byte.
  [[nodiscard]] core::Result<std::string> read(std::uint64_t offset, std::uint64_t most) const;

 private:
  Input(int descriptor, std::filesystem::path file) : descriptor_(descriptor), file_(std::move(file)) {}
  int descriptor_;
  std::filesystem::path file_;
  std::uint64_t size_ = 0;
};

}  // namespace sluss::daemon::backup
