#pragma once
// What published runs brought lies in the archive: segments that the journal names and that are not there. What
// `archive prune` has removed stands in the journal (pruned.h); each other was lost: removed by hand, or its disk is
// not mounted.

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

/// Segments that published runs name, and the first run of each.
using NamedSegments = std::map<std::string, core::RunId>;

/// Nothing of a failed run.
void add_named(const JournalRun& run, NamedSegments& named);

/// Those that are not there, told as one error: storage class "archive.missing", with the first few and the mend;
/// nothing when all are. `named` was read from the journal before: a segment stands in the archive before it is named.
[[nodiscard]] std::optional<core::Error> missing_among(const NamedSegments& named,
                                                       const std::function<bool(const std::string&)>& is_there,
                                                       const std::filesystem::path& archive_folder);
/// By the archive's files, and the journal's word of what was pruned.
[[nodiscard]] std::optional<core::Error> missing_among(const NamedSegments& named, Context& context);

/// Of all published runs: reads the journal through. Errors: those of the journal.
[[nodiscard]] core::Result<std::optional<core::Error>> missing_segments(Context& context);
/// Of the latest runs only, so that it costs a few lines whatever the journal's age: an archive that is gone is seen.
[[nodiscard]] core::Result<std::optional<core::Error>> missing_lately(Context& context);

}  // namespace sluss::daemon::run
