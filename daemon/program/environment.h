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
#include "daemon/program/change.h"
#include "daemon/program/command_table.h"
#include "daemon/program/output.h"
#include "daemon/run/state/state_lock.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

struct Environment {
  const Invocation& invocation;
  Output& output;
  const core::Clock& clock;
  core::Files& files;
  std::stop_token stop;
  std::filesystem::path journal_file = {};  ///< set by the workspace and by lock_state()
  std::optional<Change> change = {};
  std::vector<std::string> arguments = {};        ///< as the program was called
  std::optional<run::StateLock> state_lock = {};  ///< to the program's end: what was changed is recorded under it
};

/// --config, else ./sluss.toml when it is there, else /etc/sluss/sluss.toml.
[[nodiscard]] std::filesystem::path configuration_file(const Invocation& invocation);

/// The settings; all their errors are printed, and the returned error is already_printed().
[[nodiscard]] core::Result<settings::Settings> load_settings(Environment& environment);

/// An error whose text has been printed already: only its exit code matters.
[[nodiscard]] core::Error already_printed(core::ErrorClass error_class);
[[nodiscard]] bool was_printed(const core::Error& error);

/// One table for people: columns aligned, numbers to the right.
[[nodiscard]] std::string text_table(const std::vector<std::string>& headings,
                                     const std::vector<std::vector<std::string>>& rows);

using core::shown_time;

}  // namespace sluss::daemon::program
