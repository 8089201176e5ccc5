#pragma once
// Everything that can be found wrong without touching a source or the warehouse.

#include <vector>

#include "daemon/program/environment.h"

namespace sluss::daemon::program {

struct Validation {
  std::vector<core::Error> errors;
  /// What 0.1 did not check: `check` warns of it, so that no script and no upgrade stops for it, and the next release
  /// refuses it. What cannot be served stops the daemon at its start, as ever.
  std::vector<core::Error> new_errors;
  /// What this user cannot check: a secret that the unit passes to the service, and that is closed to all but root.
  std::vector<core::Error> warnings;
};

/// Credentials, where sources are on this machine, files that jobs name, sets, indicators, code lists, datasets,
/// models; new: the credentials of mail and webhooks, certificates, the door, models of one's own.
[[nodiscard]] Validation validate_all(core::Files& files, const settings::Settings& settings);

/// Folders of [[publish]] that do not exist, or are no folders: warnings, for a share may be mounted later. Without
/// those that this user may not read.
[[nodiscard]] std::vector<core::Error> missing_folders(const settings::Settings& settings);

}  // namespace sluss::daemon::program
