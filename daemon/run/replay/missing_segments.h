#pragma once
// What committed runs brought is in the archive: segments that the journal names and that are not there. What
// `archive prune` has removed is in the journal (prune_history.h); each other was lost: removed by hand, or its
// disk is not mounted.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/error.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// Segments that committed runs name, and the first run of each.
using NamedSegments = std::map<std::string, core::RunId>;

/// Nothing of a failed run.
void add_segments(const JournalRun& run, NamedSegments& named);

/// Those that are not there, as one error: storage class "archive.missing", with the first few and the remedy;
/// nothing when all are. `named` was read from the journal before: a segment is in the archive before it is named.
[[nodiscard]] std::optional<core::Error> missing_among(const NamedSegments& named,
                                                       const std::function<bool(const std::string&)>& is_there,
                                                       const std::filesystem::path& archive_folder);
/// By the archive's files, and the journal's entries of what was pruned.
[[nodiscard]] std::optional<core::Error> missing_among(const NamedSegments& named, Context& context);

/// Of all committed runs: reads the journal through. Errors: those of the journal.
[[nodiscard]] core::Result<std::optional<core::Error>> missing_segments(Context& context);
/// Of the latest runs only, so that it costs a few lines whatever the journal's age: an archive that is gone is
/// noticed.
[[nodiscard]] core::Result<std::optional<core::Error>> missing_of_latest_runs(Context& context);

}  // namespace sluss::daemon::run
