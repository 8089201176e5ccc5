#pragma once
// The state folder is held for as long as a command goes on, and by whom it may be.

#include <filesystem>

#include "core/error.h"
#include "daemon/program/environment.h"
#include "daemon/run/state/state_lock.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

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

}  // namespace sluss::daemon::program
