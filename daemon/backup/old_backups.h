#pragma once
// The backups that lie in a folder: which of them go when a new one has come.

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"

namespace sluss::daemon::backup {

/// "sluss-20261122T063213Z.tar.zst", with .sealed when it is; a later one of the same second has "-2" behind the Z.
[[nodiscard]] std::string backup_name(core::Instant at, int number, bool sealed);
/// "20261122T063213Z"
[[nodiscard]] std::string compact_text(core::Instant at);

struct OldBackups {
  std::vector<std::filesystem::path> removed;
  std::vector<core::Error> errors;  ///< why others stay: "disk.…", "backup.damaged"
};

/// `keep` stay, `made` among them, which is never removed; the others are those whose manifests are the newest (of a
/// sealed one, which is closed to us, the name tells the time). None goes that is newer than `made`: of two that are
/// made at a time at most one removes the other. What is of a time after `now` was made by a wrong clock: it is neither
/// counted nor removed, and told. So is what only has a backup's name. One that cannot be removed is in nobody's way.
[[nodiscard]] OldBackups remove_old(core::Files& files, const std::filesystem::path& made, std::size_t keep,
                                    core::Instant now);

/// What backups that were killed left in the folder.
void remove_partial(core::Files& files, const std::filesystem::path& folder);

}  // namespace sluss::daemon::backup
