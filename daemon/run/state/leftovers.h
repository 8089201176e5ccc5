#pragma once
// What runs that were stopped or killed amid their fetching leave in the archive: segments without an index. Some a
// later run goes on with; those that none can go on with would stay there for ever. One that was killed before its
// header was on disk does not name its run, has no data, and stays.

#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/time.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/archive/archive.h"

namespace sluss::daemon::run {

/// Removes a job's unfinished segments, or those that were begun before `before`. The caller has the job's claim, so
/// no one begins one; one that is written all the same (it is locked), or that a committed run names (its index was
/// lost), stays. Reads the journal only when there is one to remove. What cannot be removed is logged and does no
/// harm. Errors: those of the archive and the journal.
core::Result<> remove_leftovers(Context& context, std::string_view source, std::string_view job,
                                std::optional<core::Instant> before);

/// A whole segment of a run that failed, when none can go on with it; it stays when the run is in the warehouse all the
/// same (its last sync failed), or that cannot be determined. What cannot be removed is logged.
void remove_uncommitted(Context& context, const warehouse::archive::SegmentInfo& segment);

/// Logs that what a failed run had fetched was removed, or why it could not be.
void log_removed(std::string_view job, std::string_view segment, const core::Result<>& removed);

}  // namespace sluss::daemon::run
