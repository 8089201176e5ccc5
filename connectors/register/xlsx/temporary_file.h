#pragma once
// A file without a name, for what does not fit in memory: it is gone when it is closed, however the process ends. Its
// rights are its user's alone. Errors: storage class "xlsx.spill", with the folder. One thread at a time.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::connectors::registers {

class TemporaryFile {
 public:
  /// In `folder`; empty: in the system's for temporary files.
  [[nodiscard]] static core::Result<TemporaryFile> make(const std::filesystem::path& folder);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&& other) noexcept;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] core::Result<> append(std::string_view bytes);
  /// All of `into` from `offset`.
  [[nodiscard]] core::Result<> read_at(std::uint64_t offset, std::span<char> into) const;

 private:
  TemporaryFile(int descriptor, std::string folder) : descriptor_(descriptor), folder_(std::move(folder)) {}
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::string folder_;
};

}  // namespace sluss::connectors::registers
