#pragma once
// Room on disk for what does not fit in memory. Each user has a folder of its own: two that write the same files would
// read each other's bytes.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/error.h"

namespace sluss::core {

/// Where something may spill, and how much.
struct Spill {
  std::filesystem::path folder;         ///< has one folder for each user; empty: nothing may spill
  std::uint64_t most = 10'000'000'000;  ///< bytes of one user
  std::uint64_t least_free = 0;         ///< bytes that stay free on that disk
};

/// The bytes that a user that begins now may spill: at most `most`, and of what is free now not what is to stay free.
/// Others that spill at the same time are not counted.
/// Errors: storage class "spill.disk_short", "spill.folder".
[[nodiscard]] Result<std::uint64_t> room_to_spill(const Spill& spill);

/// <spill>/<process>-XXXXXX with mode 0700, removed with its content. Its descriptor is locked (flock) for as long as
/// it lives, so that one whose process was killed differs from one in use, whatever process has its number now.
class SpillFolder {
 public:
  /// Errors: storage class "spill.folder".
  [[nodiscard]] static Result<SpillFolder> make(const std::filesystem::path& parent);
  SpillFolder(SpillFolder&& other) noexcept;
  SpillFolder& operator=(SpillFolder&& other) noexcept;
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;
  ~SpillFolder();

  /// By its descriptor: stays right when a folder above it gets another name meanwhile.
  [[nodiscard]] std::filesystem::path path() const;

 private:
  explicit SpillFolder(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Removes what processes that ended without removing it have left in `folder`. Returns how many folders and files
/// went; what cannot be removed is logged.
std::size_t remove_dead_spills(const std::filesystem::path& folder);

}  // namespace sluss::core
