#pragma once
// The lock on the state folder for as long as a command runs, and who may take it.

#include <filesystem>

#include "core/error.h"
#include "daemon/program/environment.h"
#include "daemon/run/state/state_lock.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

/// Before a command writes in the state folder, or opens what may write there (a reader spills). No folder, no lock.
/// Errors: "state.other_owner", "state.busy", "restore.unfinished".
[[nodiscard]] core::Result<> lock_state(Environment& environment, const std::filesystem::path& state,
                                        run::StateLock::Use use);
/// The same for a command that changes the state without opening it for a run: files that others could reach are closed
/// to them, as a run does (run::tighten_state()).
[[nodiscard]] core::Result<> lock_to_change(Environment& environment, const settings::Settings& settings,
                                            run::StateLock::Use use);
/// Shared, for a reader. A user who may not even open the lock can write nothing there, and reads without it.
[[nodiscard]] core::Result<> lock_to_read(Environment& environment, const std::filesystem::path& state);
/// Refuses root in another user's state, with the error of lock_state().
[[nodiscard]] core::Result<> check_caller(const Environment& environment, const std::filesystem::path& state);

}  // namespace sluss::daemon::program
