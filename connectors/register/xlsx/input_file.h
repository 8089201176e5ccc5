#pragma once
// Bytes to read: of a file at any place, or one after another of what is unpacked. Errors: storage class "zip.read"
// when the system cannot read the file. One thread at a time.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/error.h"

namespace sluss::connectors::registers {

/// Bytes in their order.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills a beginning of `into`, which is not empty; returns how much, 0 at the end only.
  [[nodiscard]] virtual core::Result<std::size_t> read(std::span<char> into) = 0;
};

/// A regular file that is open as long as this lives, so that its name may go to another meanwhile.
class InputFile {
 public:
  [[nodiscard]] static core::Result<std::shared_ptr<const InputFile>> open(const std::filesystem::path& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// As the caller named it, for errors.
  [[nodiscard]] const std::string& name() const { return name_; }
  /// As much as there is from `offset`, at most all of `into`.
  [[nodiscard]] core::Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;

 private:
  InputFile(int descriptor, std::uint64_t size, std::string name)
      : descriptor_(descriptor), size_(size), name_(std::move(name)) {}
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::string name_;
};

}  // namespace sluss::connectors::registers
