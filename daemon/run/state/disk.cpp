#include "daemon/run/state/disk.h"

#include <sys/statvfs.h>

#include <algorithm>

#include "core/numbers.h"

namespace sluss::daemon::run {

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

std::optional<core::Error> disk_low(const std::vector<FolderSpace>& spaces, std::uint64_t least) {
  const auto low = std::ranges::find_if(spaces, [&](const FolderSpace& space) { return space.free_bytes < least; });
  if (low == spaces.end()) return std::nullopt;
  const auto shown = [](std::uint64_t bytes) { return core::bytes_text(static_cast<std::int64_t>(bytes)); };
  return core::Error{.code = "disk.low",
                     .error_class = core::ErrorClass::storage,
                     .what = "too little disk space is free: " + shown(low->free_bytes) + " where " +
                             low->folder.string() + " lies, and no run begins with less than " + shown(least),
                     .remedy = "Make room or give the volume more. [daemon] disk_least says how much stays free.",
                     .place = {.file = low->folder.string()}};
}

}  // namespace sluss::daemon::run
