#pragma once
// A file that goes into a backup, open while it is read. One thread at a time.

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/error.h"

namespace sluss::warehouse {

/// A regular file that is open: whoever removes its name (an old generation is pruned) does not take it from us. Errors
/// are storage class: "disk.missing", "disk.permission", "disk.io".
class PinnedFile {
 public:
  /// What a link leads to. A pipe or a device is "disk.io", and is never waited for.
  [[nodiscard]] static core::Result<PinnedFile> open(const std::filesystem::path& file);
  PinnedFile(PinnedFile&& other) noexcept;
  PinnedFile& operator=(PinnedFile&&) = delete;
  PinnedFile(const PinnedFile&) = delete;
  PinnedFile& operator=(const PinnedFile&) = delete;
  ~PinnedFile();
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// At least one byte.
  [[nodiscard]] core::Result<std::string> read(std::uint64_t offset, std::uint64_t most) const;

 private:
  PinnedFile(int descriptor, std::filesystem::path file) : descriptor_(descriptor), file_(std::move(file)) {}
  int descriptor_;
  std::filesystem::path file_;
  std::uint64_t size_ = 0;
};

}  // namespace sluss::warehouse
