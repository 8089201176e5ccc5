#pragma once
// The folder that is restored into: made, locked, checked before anything is moved; then the unpacked files are put in
// place.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "core/error.h"
#include "core/files.h"
#include "daemon/run/backup/restore.h"
#include "daemon/run/state/state_lock.h"
#include "warehouse/file_lock.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::backup {

/// "restore.not_empty"
[[nodiscard]] core::Result<> check_empty(core::Files& files, const RestoreOptions& options);
/// Before anything is unpacked: everything can be moved aside, and the backup itself is not among it.
/// "restore.other_disk", "restore.inside"
[[nodiscard]] core::Result<> check_movable(core::Files& files, const RestoreOptions& options);

/// Makes the state folder if it does not exist; root makes it for the daemon's user, where there is one. The folder of
/// a state may be passed through, as the socket and the generations' folder are reached so; the files in it are their
/// owner's alone.
[[nodiscard]] core::Result<> make_state_folder(core::Files& files, const RestoreOptions& options,
                                               RestoreSummary& summary);

/// While they exist, no other process uses the folder. A process of an earlier version takes only the latter two.
struct Locks {
  std::optional<run::StateLock> state;
  std::optional<warehouse::FileLock> serve;
  std::unique_ptr<warehouse::WriteLock> writer;
};
/// "restore.running"
[[nodiscard]] core::Result<Locks> lock_state(core::Files& files, const std::filesystem::path& folder);

/// Calls `take` for everything below the folder; stops at the first error.
[[nodiscard]] core::Result<> for_all_below(
    const std::filesystem::path& folder,
    const std::function<core::Result<>(const std::filesystem::directory_entry&)>& take);

/// When root restores, the files get the owner of the folder.
[[nodiscard]] core::Result<> give_to_owner(const std::filesystem::path& folder, const std::filesystem::path& stage);

/// From the first rename to the last the folder is marked: a start in between refuses it.
[[nodiscard]] core::Result<> put_in_place(core::Files& files, const RestoreOptions& options,
                                          const std::filesystem::path& stage, RestoreSummary& summary);

/// Where a backup is unpacked within the folder.
inline constexpr std::string_view stage_name = ".restoring";

}  // namespace sluss::daemon::backup
