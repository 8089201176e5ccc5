#pragma once
// The content of an unpacked backup, checked: the journal's chain, the generation (opened, its schema), each
// object of the archive and the base that a rebuild begins with.

#include <filesystem>

#include "core/error.h"
#include "core/files.h"
#include "daemon/run/backup/manifest.h"
#include "daemon/run/backup/restore.h"

namespace sluss::daemon::backup {

/// `state`: where it was unpacked. What was lost before the backup was made is put in `summary`, and logged. Errors:
/// "backup.incomplete", "warehouse.damaged", those of the warehouse and the archive.
[[nodiscard]] core::Result<> check_content(core::Files& files, const std::filesystem::path& state,
                                           const Manifest& manifest, const RestoreOptions& options,
                                           const Progress& progress, RestoreSummary& summary);

}  // namespace sluss::daemon::backup
