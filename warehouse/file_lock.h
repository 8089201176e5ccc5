#pragma once
// An advisory lock (flock) on a file that exists. The kernel lets go of it when the process ends, however it ends.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/error.h"

namespace sluss::warehouse {

class FileLock {
 public:
  enum class Mode : std::uint8_t { exclusive, shared };

  /// Nothing when somebody else holds it, in a way that excludes this one, after `patience`.
  [[nodiscard]] static core::Result<std::optional<FileLock>> take(const std::filesystem::path& file,
                                                                  std::chrono::milliseconds patience = {},
                                                                  Mode mode = Mode::exclusive);
  /// Holds it in the other way from then on. False: somebody else had it after `patience`. The kernel lets go of the
  /// old way first: after false, nothing is held.
  [[nodiscard]] core::Result<bool> convert(Mode mode, std::chrono::milliseconds patience = {});
  /// That what `file` names now is what is locked, and not a file that has taken its place.
  [[nodiscard]] bool is_of(const std::filesystem::path& file) const;

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  FileLock(int descriptor, std::filesystem::path file) : descriptor_(descriptor), file_(std::move(file)) {}
  int descriptor_ = -1;
  std::filesystem::path file_;  ///< for errors
};

}  // namespace sluss::warehouse
