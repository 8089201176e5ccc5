#pragma once
// A regular file's bytes, forwards in blocks or at an offset. No memory of its own. A pipe is never waited for; links
// are followed. One thread at a time.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "core/descriptor.h"
#include "core/error.h"

namespace sluss::connectors::registers {

class FileBytes {
 public:
  /// Errors: config class "file.missing", "file.unreadable", "file.kind".
  [[nodiscard]] static core::Result<FileBytes> open(const std::filesystem::path& path);

  /// The next bytes: `into` is full unless the file ends. Errors: storage class "disk.io".
  [[nodiscard]] core::Result<std::size_t> read(std::span<char> into);
  /// Likewise, from an offset; the next read() goes on where the one before ended.
  [[nodiscard]] core::Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;
  /// When it was opened.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  FileBytes(core::Descriptor file, std::filesystem::path path, std::uint64_t size);

  core::Descriptor file_;
  std::filesystem::path path_;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace sluss::connectors::registers
