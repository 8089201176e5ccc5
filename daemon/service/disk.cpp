#include "daemon/service/disk.h"

#include <sys/statvfs.h>

namespace sluss::daemon::service {

std::optional<DiskSpace> space_of(const std::filesystem::path& folder) {
  struct statvfs space{};
  if (::statvfs(folder.c_str(), &space) != 0) return std::nullopt;
  const std::uint64_t block = space.f_frsize;
  return DiskSpace{space.f_bavail * block, space.f_blocks * block};
}

std::vector<FolderSpace> disk_space(const settings::Settings& settings) {
  std::vector<FolderSpace> spaces;
  for (const auto& [name, folder] :
       {std::pair{"state", settings.state}, std::pair{"warehouse", settings.warehouse_folder}}) {
    auto existing = folder;
    std::error_code problem;
    while (!std::filesystem::exists(existing, problem) && existing.has_relative_path())
      existing = existing.parent_path();
    if (const auto space = space_of(existing)) spaces.push_back({name, folder, space->free_bytes});
  }
  return spaces;
}

}  // namespace sluss::daemon::service
