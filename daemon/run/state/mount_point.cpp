#include "daemon/run/state/mount_point.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace sluss::daemon::run {
namespace {

/// What an older kernel shows: only other file systems.
bool is_of_other_disk(const std::filesystem::path& path) {
  struct stat own{};
  struct stat around{};
  return ::lstat(path.c_str(), &own) == 0 && S_ISDIR(own.st_mode) && ::stat(path.parent_path().c_str(), &around) == 0 &&
         own.st_dev != around.st_dev;
}

}  // namespace

bool is_mount_point(const std::filesystem::path& path) {
  struct statx status{};
  const bool known = ::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_TYPE, &status) == 0 &&
                     (status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
  return known ? (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0 : is_of_other_disk(path);
}

}  // namespace sluss::daemon::run
