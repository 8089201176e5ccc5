#include "daemon/run/backup/put_in_place.h"

#include <unistd.h>

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/log.h"
#include "core/users.h"
#include "daemon/run/backup/names.h"
#include "daemon/run/backup/old_backups.h"
#include "daemon/run/backup/signature.h"
#include "daemon/run/state/mount_point.h"
#include "daemon/run/state/state_rights.h"
#include "daemon/run/state/workplace.h"
#include "warehouse/engines.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view old_word = run::moved_by_restore;

/// What is not the state's: our own files, the machine's key, what an earlier restore moved aside, and what a file
/// system keeps at its root.
bool stays_in_place(const fs::path& file) {
  const auto name = file.filename().string();
  return name == stage_name || name == run::unfinished_restore || name.starts_with(old_word) ||
         name == signing_key_name || name == "lost+found" || name == run::state_lock_name ||
         name == run::serve_lock_name;
}

core::Result<std::vector<fs::path>> entries_of(core::Files& files, const fs::path& folder) {
  if (!files.exists(folder)) return std::vector<fs::path>();
  auto entries = SLUSS_TRY(files.list(folder));
  std::erase_if(entries, stays_in_place);
  return entries;
}

std::unexpected<core::Error> in_use(const fs::path& folder, core::Place place) {
  return core::fail(core::ErrorClass::busy, "restore.running", "a daemon or a run uses " + folder.string(),
                    "Stop it first: systemctl stop sluss", std::move(place));
}

/// Keeps others from writing the warehouse, where there is one.
core::Result<std::unique_ptr<warehouse::WriteLock>> hold_warehouse(core::Files& files, const fs::path& folder) {
  std::error_code problem;
  if (!fs::is_directory(folder / "warehouse", problem)) return nullptr;
  const auto warehouse =
      SLUSS_TRY(warehouse::open_warehouse(files, {.url = warehouse::folder_url(folder / "warehouse")}));
  auto hold = warehouse->lock("restore");
  if (!hold && hold.error().error_class == core::ErrorClass::busy) return in_use(folder, hold.error().place);
  return hold;
}

}  // namespace

core::Result<> check_empty(core::Files& files, const RestoreOptions& options) {
  const auto there = SLUSS_TRY(entries_of(files, options.into));
  if (there.empty() || options.replace) return {};
  return core::fail(core::ErrorClass::config, "restore.not_empty", options.into.string() + " is not empty",
                    "Give --replace: its content is moved aside, to a folder in it. Or restore into another one.",
                    {.file = options.into.string()});
}

core::Result<> check_movable(core::Files& files, const RestoreOptions& options) {
  const auto there = SLUSS_TRY(entries_of(files, options.into));
  for (const auto& entry : there) {
    std::error_code not_there;
    const bool linked = fs::is_symlink(entry, not_there) && fs::is_directory(entry, not_there);
    if (!linked && !run::is_mount_point(entry)) continue;
    return core::fail(core::ErrorClass::config, "restore.other_disk",
                      entry.string() + (linked ? " is a link to another folder" : " is a mount of its own") +
                          ": it cannot be moved aside with its content",
                      std::string(linked ? "Take the link away" : "Unmount it") +
                          ", restore, move the folder that was restored in its place to the other disk, and " +
                          (linked ? "link" : "mount") + " it again before the daemon starts.",
                      {.file = entry.string()});
  }
  std::error_code problem;
  const auto backup = fs::weakly_canonical(options.from, problem);
  const auto inside = backup.lexically_relative(fs::weakly_canonical(options.into, problem));
  if (!problem && !inside.empty() && *inside.begin() != "..") {
    const auto first = options.into / *inside.begin();
    if (!stays_in_place(first))
      return core::fail(core::ErrorClass::config, "restore.inside",
                        "the backup is in the folder that it is to be restored into, and would be moved aside with it",
                        "Move it to another folder first.", {.file = options.from.string()});
  }
  return {};
}

core::Result<> make_state_folder(core::Files& files, const RestoreOptions& options, RestoreSummary& summary) {
  if (files.exists(options.into)) return {};
  std::optional<core::Owner> daemon;
  if (::geteuid() == 0) {
    daemon = SLUSS_TRY(core::user_of_name("sluss"));
  }
  SLUSS_TRY(files.make_folders(options.into));
  summary.made_closed = !options.as_state && !daemon;
  if (!summary.made_closed) SLUSS_TRY(files.set_mode(options.into, core::passable_folder));
  if (!daemon) return {};
  if (const auto given = core::give_to(options.into, *daemon); !given) {
    core::log::warning("restore.owner", "the state folder stays root's",
                       {{"folder", options.into.string()}, {"why", given.error().what}});
  }
  return {};
}

core::Result<Locks> lock_state(core::Files& files, const fs::path& folder) {
  Locks locks;
  auto state = run::StateLock::take(folder, run::StateLock::Use::exclusive, "restore");
  if (!state && state.error().error_class == core::ErrorClass::busy) {
    return core::fail(core::ErrorClass::busy, "restore.running", state.error().what, state.error().remedy,
                      state.error().place);
  }
  locks.state = SLUSS_TRY(std::move(state));
  if (const auto serve = folder / run::serve_lock_name; files.exists(serve)) {
    locks.serve = SLUSS_TRY(warehouse::FileLock::take(serve));
    if (!locks.serve) return in_use(folder, {.file = serve.string()});
  }
  locks.writer = SLUSS_TRY(hold_warehouse(files, folder));
  return locks;
}

core::Result<> for_all_below(const fs::path& folder,
                             const std::function<core::Result<>(const fs::directory_entry&)>& take) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    SLUSS_TRY(take(*entry));
  if (!error) return {};
  return core::fail(core::ErrorClass::storage, "disk.io",
                    "cannot look through " + folder.string() + ": " + error.message(),
                    "See the system's log for the disk; begin it again.", {.file = folder.string()});
}

core::Result<> give_to_owner(const fs::path& folder, const fs::path& stage) {
  const auto owner = core::owner_of(folder);
  if (::geteuid() != 0 || !owner || owner->user == 0) return {};
  SLUSS_TRY(core::give_to(stage, *owner));
  return for_all_below(stage, [&](const fs::directory_entry& entry) { return core::give_to(entry.path(), *owner); });
}

core::Result<> put_in_place(core::Files& files, const RestoreOptions& options, const fs::path& stage,
                            RestoreSummary& summary) {
  const auto& folder = options.into;
  const auto mark = folder / run::unfinished_restore;
  auto output = SLUSS_TRY(files.create(mark));
  SLUSS_TRY(core::give_to_folders_owner(mark));  // the daemon reports it if this is cut off
  SLUSS_TRY(output->write("A restore of " + options.from.filename().string() + " was cut off. Run it again.\n"));
  SLUSS_TRY(output->sync());
  SLUSS_TRY(output->close());
  SLUSS_TRY(files.sync_folder(folder));
  const auto old = SLUSS_TRY(entries_of(files, folder));
  if (!old.empty()) {
    const auto word = std::string(old_word) + core::compact_text(options.now);
    summary.moved_to = folder / word;
    for (int i = 2; files.exists(summary.moved_to); ++i)  // two in one second
      summary.moved_to = folder / (word + "-" + std::to_string(i));
    SLUSS_TRY(files.make_folders(summary.moved_to));
    SLUSS_TRY(core::give_to_folders_owner(summary.moved_to));
    for (const auto& file : old) SLUSS_TRY(files.rename(file, summary.moved_to / file.filename()));
    SLUSS_TRY(files.sync_folder(summary.moved_to));
  }
  const auto restored = SLUSS_TRY(files.list(stage / "state"));
  for (const auto& file : restored) SLUSS_TRY(files.rename(file, folder / file.filename()));
  if (files.exists(stage / "configuration")) {
    summary.configuration = folder / "configuration-of-backup";
    SLUSS_TRY(files.rename(stage / "configuration", summary.configuration));
  }
  SLUSS_TRY(files.sync_folder(folder));
  SLUSS_TRY(files.remove(mark));
  return files.sync_folder(folder);
}

}  // namespace sluss::daemon::backup
