#pragma once
// The backups that lie in a folder: which of them go when a new one has come.

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

/// Of which state a backup is, and how far.
struct Origin {
  std::string state;  ///< Manifest::state
  std::int64_t last_run = 0;
};

struct OldBackups {
  std::vector<std::filesystem::path> removed;
  std::vector<core::Error> errors;  ///< why others stay: "disk.…", "backup.damaged"
  /// Others know runs that `made` does not, and none was removed: "backup.empty_state", "backup.older_than_kept".
  std::optional<core::Error> lacks;
};

/// Of the backups of the state that `made` is of (`origin`, as a sealed one is closed to us) `keep` stay, `made` among
/// them, which is never removed; the others are those whose manifests are the newest (of a sealed one the name tells
/// the time). One that lacked something, or has no run, takes no whole one's place. None goes that is newer than
/// `made`: of two that are made at a time at most one removes the other. What is of a time after `now` was made by a
/// wrong clock: it is neither counted nor removed, and told. So is what is another state's, and what only has a
/// backup's name. Which state a sealed one is of, or one of an older release, is not told: it is taken for this one's,
/// unless it knows later runs. One that cannot be removed is in nobody's way.
/// A state without a run may be one whose disk is not mounted: it removes none, and is told (with `keep` 0 too) when
/// any of the folder's may have runs.
[[nodiscard]] OldBackups remove_old(core::Files& files, const std::filesystem::path& made, const Origin& origin,
                                    std::size_t keep, core::Instant now);

/// What backups that were killed left in the folder.
void remove_partial(core::Files& files, const std::filesystem::path& folder);

}  // namespace sluss::daemon::backup
