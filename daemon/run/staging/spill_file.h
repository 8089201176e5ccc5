#pragma once
// A file without a name: gone when it is closed, however the process ends. It is not the truth and is never synced.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "core/descriptor.h"
#include "core/error.h"
#include "core/fact.h"

namespace sluss::daemon::staging {

class SpillFile {
 public:
  /// `name` is visible for a moment only, and only where the file system has no O_TMPFILE.
  [[nodiscard]] static core::Result<SpillFile> create(const std::filesystem::path& folder, std::string_view name);
  SpillFile(SpillFile&& other) noexcept;
  SpillFile& operator=(SpillFile&& other) noexcept;
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  /// Appends. Errors: storage class "disk.full" with the remedy.
  core::Result<> write(std::span<const core::Fact> facts);
  /// Fills `facts` from the n-th fact of the file on.
  core::Result<> read(std::uint64_t first, std::span<core::Fact> facts) const;
  [[nodiscard]] std::uint64_t facts() const { return size_ / sizeof(core::Fact); }
  /// Of bytes that are no facts: the same, in bytes.
  core::Result<> append(std::string_view bytes);
  core::Result<> read_bytes(std::uint64_t begin, std::span<char> bytes) const;
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  SpillFile(core::Descriptor file, std::filesystem::path folder) : file_(std::move(file)), folder_(std::move(folder)) {}
  [[nodiscard]] std::unexpected<core::Error> error(int number, std::string_view doing) const;

  core::Descriptor file_;
  std::filesystem::path folder_;
  std::uint64_t size_ = 0;
};

}  // namespace sluss::daemon::staging
