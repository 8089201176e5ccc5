#pragma once
// The folder that is restored into: made, held, looked at before anything is moved, and what was unpacked put in its
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
/// Before anything is unpacked: what could not be moved aside, and the backup itself. "restore.other_disk",
/// "restore.inside"
[[nodiscard]] core::Result<> check_movable(core::Files& files, const RestoreOptions& options);

/// The state folder is there. Root makes it for the daemon's user, where there is one. The folder of a state may be
/// passed through, as the socket and the generations' folder are reached so; what lies in it is its owner's alone.
[[nodiscard]] core::Result<> make_state_folder(core::Files& files, const RestoreOptions& options,
                                               RestoreSummary& summary);

/// Nobody works in the folder as long as the locks are held. A process of an earlier version takes only the latter two.
struct Locks {
  std::optional<run::StateLock> state;
  std::optional<warehouse::FileLock> serve;
  std::unique_ptr<warehouse::WriteLock> writer;
};
/// "restore.running"
[[nodiscard]] core::Result<Locks> lock_state(core::Files& files, const std::filesystem::path& folder);

/// All of it, or an error.
[[nodiscard]] core::Result<> for_all_below(
    const std::filesystem::path& folder,
    const std::function<core::Result<>(const std::filesystem::directory_entry&)>& take);

/// Written by root, what is restored belongs to whom the folder belongs to.
[[nodiscard]] core::Result<> give_to_owner(const std::filesystem::path& folder, const std::filesystem::path& stage);

/// From the first rename to the last the folder is marked: a start in between refuses it.
[[nodiscard]] core::Result<> put_in_place(core::Files& files, const RestoreOptions& options,
                                          const std::filesystem::path& stage, RestoreSummary& summary);

/// Where a backup is unpacked within the folder.
inline constexpr std::string_view stage_name = ".restoring";

}  // namespace sluss::daemon::backup
