#pragma once
// The journal's entry of what a command changed, or could not change.

#include <filesystem>
#include <string>

#include "core/error.h"
#include "daemon/program/exit_code.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

struct Environment;

/// What a command is about to change, or to read where that is audited. Set before it is tried (begin_change()); its
/// outcome is written to the journal at its end.
struct Change {
  std::string action;          ///< "run", "release", "backup"
  std::string object;          ///< "job kolada"
  std::string details = "{}";  ///< JSON
  bool recorded = false;       ///< record_done()
};

/// The operating system's user.
[[nodiscard]] std::string user_name();
/// Sets environment.change, unless the journal could not take its entry: what cannot be audited is not started. Errors:
/// storage class "disk.permission", "disk.not_a_file".
[[nodiscard]] core::Result<> begin_change(Environment& environment, const std::filesystem::path& state, Change change);
/// For a command that reads figures: with `[control] audit_reading`, as begin_change() does. Its outcome is recorded at
/// its end, unless an equal entry was made within the hour before. `object`: a dataset's name; nothing of what was
/// read.
[[nodiscard]] core::Result<> begin_reading(Environment& environment, const settings::Settings& settings,
                                           std::string action, std::string object);
/// Before the state is changed: the command is marked as one that changes, and its change has begun, so that its
/// outcome will have an entry. Error: data class "audit.not_begun", a fault in Sluss.
[[nodiscard]] core::Result<> check_change_begun(const Environment& environment);
/// Writes to the journal that the change is done, as the last step before it is: for changes whose entry must come
/// first. After it only a failure is recorded at the end.
[[nodiscard]] core::Result<> record_done(Environment& environment);
/// Writes what the command has changed, or could not change, to the journal. Without a state folder nothing can have
/// been changed: success is then an error, storage class "audit.no_journal".
[[nodiscard]] core::Result<> record_change(Environment& environment, const core::Result<ExitCode>& ended);

}  // namespace sluss::daemon::program
