#pragma once
// One writer at a time, over all processes: flock on <folder>/writer.lock, with the holder's name inside for people.
// The kernel releases it when its holder dies. The folder is kept open by its descriptor: a lock in a folder that was
// renamed away guards nothing of the one that has its name now.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/descriptor.h"
#include "core/error.h"
#include "warehouse/file_lock.h"

namespace sluss::warehouse::duckdb {

/// In the warehouse's folder.
inline constexpr std::string_view writer_lock_name = "writer.lock";

class WriterLock {
 public:
  /// Which file or folder it is, whatever its name: device and inode.
  using Identity = std::pair<std::uint64_t, std::uint64_t>;

  /// Busy class "warehouse.locked": who, since when, what to do; "warehouse.replaced". Storage class "disk.…".
  [[nodiscard]] static core::Result<WriterLock> take(const std::filesystem::path& folder, std::string_view who);
  /// The path that was locked still names the locked folder. Busy class "warehouse.replaced".
  [[nodiscard]] core::Result<> check_unmoved() const;
  /// Of a file in the locked folder; nothing when it is not there.
  [[nodiscard]] std::optional<Identity> identity_of(const std::filesystem::path& name) const;
  /// What the link `current` of the locked folder names; empty when there is none.
  [[nodiscard]] std::string current() const;
  /// Removes a file of the locked folder, wherever that folder is now.
  void remove(const std::filesystem::path& name) const;
  [[nodiscard]] std::unexpected<core::Error> replaced() const;

 private:
  WriterLock(std::filesystem::path path, core::Descriptor folder, FileLock lock)
      : path_(std::move(path)), folder_(std::move(folder)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  core::Descriptor folder_;
  FileLock lock_;
};

}  // namespace sluss::warehouse::duckdb
