#pragma once
// A file that goes into a backup, open while it is read. One thread at a time.

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "core/descriptor.h"
#include "core/error.h"

namespace sluss::warehouse {

/// A regular file that is open: it stays readable when its name is removed (an old generation is pruned). Errors
/// are storage class: "disk.missing", "disk.permission", "disk.io".
class PinnedFile {
 public:
  /// What a link leads to. A pipe or a device is "disk.io", and is never waited for.
  [[nodiscard]] static core::Result<PinnedFile> open(const std::filesystem::path& file);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// At least one byte.
  [[nodiscard]] core::Result<std::string> read(std::uint64_t offset, std::uint64_t most) const;

 private:
  PinnedFile(core::Descriptor descriptor, std::filesystem::path file)
      : descriptor_(std::move(descriptor)), file_(std::move(file)) {}
  core::Descriptor descriptor_;
  std::filesystem::path file_;
  std::uint64_t size_ = 0;
};

}  // namespace sluss::warehouse
