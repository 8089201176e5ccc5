#pragma once
// How much room there is: runs stop before the disk is full, not because of it.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "daemon/settings/settings.h"

namespace sluss::daemon::run {

struct DiskSpace {
  std::uint64_t free_bytes = 0;  ///< for this user
  std::uint64_t all_bytes = 0;
};
/// Nothing when the folder is not there.
[[nodiscard]] std::optional<DiskSpace> space_of(const std::filesystem::path& folder);

struct FolderSpace {
  std::string name;  ///< "state", "warehouse": a metric's label
  std::filesystem::path folder;
  std::uint64_t free_bytes = 0;  ///< for this user
};

/// Folders whose space cannot be read are left out.
[[nodiscard]] std::vector<FolderSpace> disk_space(const settings::Settings& settings);
/// Storage class "disk.low", with the folder, what is free and [daemon] disk_least, when no run begins; else nothing.
[[nodiscard]] std::optional<core::Error> disk_low(const std::vector<FolderSpace>& spaces, std::uint64_t least);

}  // namespace sluss::daemon::run
