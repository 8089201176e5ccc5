#pragma once
// What a command is given.

#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/time.h"
#include "daemon/program/command_table.h"
#include "daemon/program/output.h"
#include "daemon/run/state/state_lock.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

/// What a command is about to change, or to read where that is audited. Set before it is tried (begin_change()); how it
/// ended is written to the journal at its end.
struct Change {
  std::string action;          ///< "run", "release", "backup"
  std::string object;          ///< "job kolada"
  std::string details = "{}";  ///< JSON
  bool told = false;           ///< tell_done()
};

struct Environment {
  const Invocation& invocation;
  Output& output;
  const core::Clock& clock;
  core::Files& files;
  std::stop_token stop;
  std::filesystem::path journal_file = {};  ///< set by the workspace and by hold_state()
  std::optional<Change> change = {};
  std::vector<std::string> arguments = {};        ///< as the program was called
  std::optional<run::StateLock> state_lock = {};  ///< to the program's end: what was changed is told under it
};

/// Before a command writes in the state folder, or opens what may write there (a reader spills). No folder, no lock.
/// Errors: "state.other_owner", "state.busy", "restore.unfinished".
[[nodiscard]] core::Result<> hold_state(Environment& environment, const std::filesystem::path& state,
                                        run::StateLock::Use use);
/// The same for a command that changes the state without opening it for a run: what others could reach is closed, as a
/// run does (run::tighten_state()).
[[nodiscard]] core::Result<> hold_to_change(Environment& environment, const settings::Settings& settings,
                                            run::StateLock::Use use);
/// Shared, for a reader: whoever may not even open the lock can write nothing there, and reads without it.
[[nodiscard]] core::Result<> hold_to_read(Environment& environment, const std::filesystem::path& state);
/// Root's place is not in this user's state: the error of hold_state().
[[nodiscard]] core::Result<> check_caller(const Environment& environment, const std::filesystem::path& state);

/// The operating system's user.
[[nodiscard]] std::string user_name();
/// Sets environment.change, unless the journal could not take its entry: what cannot be audited is not begun. Errors:
/// storage class "disk.permission", "disk.not_a_file".
[[nodiscard]] core::Result<> begin_change(Environment& environment, const std::filesystem::path& state, Change change);
/// For a command that reads figures: with `[control] audit_reading`, as begin_change() does. How it ended is told at
/// its end, unless the same was told within the hour before. `object`: a dataset's name; nothing of what was read.
[[nodiscard]] core::Result<> begin_reading(Environment& environment, const settings::Settings& settings,
                                           std::string action, std::string object);
/// Before the state is changed: the command is marked as one that changes, and its change has begun, so that its end
/// will have an entry. Error: data class "audit.not_begun", a fault in Sluss.
[[nodiscard]] core::Result<> check_change_begun(const Environment& environment);
/// Writes to the journal that the change is done, as the last step before it is: where the entry must come first. Only
/// a failure after it is told at the end.
[[nodiscard]] core::Result<> tell_done(Environment& environment);
/// Writes what the command has changed, or could not change, to the journal. Without a state folder nothing was: what
/// is said to be done all the same is an error, storage class "audit.no_journal".
[[nodiscard]] core::Result<> tell_change(Environment& environment, const core::Result<ExitCode>& ended);

/// --config, else ./sluss.toml when it is there, else /etc/sluss/sluss.toml.
[[nodiscard]] std::filesystem::path configuration_file(const Invocation& invocation);

/// The settings; their errors are printed, all of them, and stand for the returned one.
[[nodiscard]] core::Result<settings::Settings> load_settings(Environment& environment);

/// An error whose text has been printed already: nothing more is said, the exit code stays.
[[nodiscard]] core::Error already_told(core::ErrorClass error_class);
[[nodiscard]] bool was_told(const core::Error& error);

/// One table for people: columns aligned, numbers to the right.
[[nodiscard]] std::string text_table(const std::vector<std::string>& headings,
                                     const std::vector<std::vector<std::string>>& rows);

using core::shown_time;

}  // namespace sluss::daemon::program
