#pragma once
// The backups in a folder: which of them are removed after a new one was made.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"

namespace sluss::daemon::backup {

/// "sluss-20261122T063213Z.tar.zst", with .sealed when it is; a later one of the same second has "-2" behind the Z.
[[nodiscard]] std::string backup_name(core::Instant at, int number, bool sealed);

/// Of which state a backup is, and up to which run.
struct Origin {
  std::string state;  ///< Manifest::state
  std::int64_t last_run = 0;
};

struct OldBackups {
  std::vector<std::filesystem::path> removed;
  std::vector<core::Error> errors;  ///< why others were not removed: "disk.…", "backup.damaged"
  /// Others have runs that `made` has not, and none was removed: "backup.empty_state", "backup.older_than_kept".
  std::optional<core::Error> lacks;
};

/// Keeps `keep` backups of the state that `made` is of (`origin`, as we cannot read a sealed one), and removes the
/// others. `made` is never removed; the others that are kept have the newest manifests (for a sealed one the time in
/// its name counts). One that lacked something, or has no run, takes no whole one's place. None is removed that is
/// newer than `made`: of two that are made at a time at most one removes the other. A backup of a time after `now` was
/// made by a wrong clock: it is neither counted nor removed, and logged. So is another state's, and what only has a
/// backup's name. The state of a sealed one, or of an older release's, is not known: it counts as this one's, unless it
/// has later runs. One that cannot be removed does not stop the rest. A state without a run may be one whose disk is
/// not mounted: nothing is removed, and `lacks` is set (with `keep` 0 too) when any of the folder's may have runs.
[[nodiscard]] OldBackups remove_old(core::Files& files, const std::filesystem::path& made, const Origin& origin,
                                    std::size_t keep, core::Instant now);

/// Removes what backups that were killed left in the folder.
void remove_partial(core::Files& files, const std::filesystem::path& folder);

}  // namespace sluss::daemon::backup
