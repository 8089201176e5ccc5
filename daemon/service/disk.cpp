#include "daemon/service/disk.h"

#include <sys/statvfs.h>

namespace sluss::daemon::service {

std::vector<FolderSpace> disk_space(const settings::Settings& settings) {
  std::vector<FolderSpace> spaces;
  for (const auto& [name, folder] :
       {std::pair{"state", settings.state}, std::pair{"warehouse", settings.warehouse_folder}}) {
    struct statvfs space{};
    auto existing = folder;
    std::error_code problem;
    while (!std::filesystem::exists(existing, problem) && existing.has_relative_path())
      existing = existing.parent_path();
    if (::statvfs(existing.c_str(), &space) != 0) continue;
    spaces.push_back({name, folder, static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize});
  }
  return spaces;
}

}  // namespace sluss::daemon::service
