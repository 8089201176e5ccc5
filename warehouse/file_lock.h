#pragma once
// An advisory lock (flock) on a file. The kernel lets go of it when the process ends, however it ends. What is no
// regular file is neither locked nor waited for.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/descriptor.h"
#include "core/error.h"
#include "core/file_type.h"

namespace sluss::warehouse {

class FileLock {
 public:
  enum class Mode : std::uint8_t { exclusive, shared };

  /// Of a file that is there. Nothing when after `patience` another holder still excludes this one.
  /// Errors are storage class "disk.…".
  [[nodiscard]] static core::Result<std::optional<FileLock>> take(const std::filesystem::path& file,
                                                                  std::chrono::milliseconds patience = {},
                                                                  Mode mode = Mode::exclusive);
  /// The same of a file that is for this lock alone: made when it is not there, its folder's owner's, and reached
  /// through no link.
  [[nodiscard]] static core::Result<std::optional<FileLock>> take_own(const std::filesystem::path& file,
                                                                      std::chrono::milliseconds patience = {},
                                                                      Mode mode = Mode::exclusive);
  /// Writes the holder's name into the file: for people, so a failed write is ignored. "" empties it.
  void note(std::string_view who) const;
  /// Changes the lock's mode. False: another holder still excluded it after `patience`. The kernel drops the old lock
  /// first: after false nothing is locked.
  [[nodiscard]] core::Result<bool> convert(Mode mode, std::chrono::milliseconds patience = {});
  /// That what `file` names now is what is locked, and not a file that has taken its place.
  [[nodiscard]] bool is_of(const std::filesystem::path& file) const;
  /// Device and inode of what is locked.
  [[nodiscard]] std::optional<std::pair<std::uint64_t, std::uint64_t>> identity() const;

 private:
  FileLock(core::Descriptor descriptor, std::filesystem::path file)
      : descriptor_(std::move(descriptor)), file_(std::move(file)) {}
  static core::Result<std::optional<FileLock>> locked(core::Descriptor opened, const std::filesystem::path& file,
                                                      std::chrono::milliseconds patience, Mode mode,
                                                      core::Content content);
  core::Descriptor descriptor_;
  std::filesystem::path file_;  ///< for errors
};

/// What note() wrote last in a lock's file, one line; "" when there is none. Its writer may have gone.
[[nodiscard]] std::string noted_holder(const std::filesystem::path& lock_file);

}  // namespace sluss::warehouse
