#pragma once
// Release and discard of held rows, also with a rebuild's original number and time.
//
// Errors: config class "hold.unknown_run", "hold.nothing_held" (none of the run, or none of the series, waits any
// more: another may have decided); data class "hold.unreadable" where a table waits whose rows the archive does not
// give; "warehouse.locked" and "run.cancelled" while the writer is waited for; those of the warehouse, and of the
// journal for release() and discard(). After an error the rows wait as before, but for one of the journal: it is
// written last, and what was decided holds.

#include <optional>
#include <stop_token>
#include <string>

#include "daemon/run/runner/runner.h"
#include "warehouse/rule_numbers.h"

namespace sluss::daemon::run {

/// Lets held rows through (one series of a run, or all), in a run of its own. Of a load that was not as expected all or
/// none: one series of several is refused with config class "hold.whole_load".
[[nodiscard]] core::Result<RunSummary> release(Context& context, core::RunId run, std::optional<std::string> series,
                                               std::stop_token stop);
/// Drops held rows and remembers them: the same values are not held again. Of a load that was not what its mapping
/// expects nothing is remembered: the whole file has most of the same values.
[[nodiscard]] core::Result<RunSummary> discard(Context& context, core::RunId run, std::optional<std::string> series,
                                               std::stop_token stop);

struct HoldAction {
  bool discard = false;
  core::RunId of;
  std::optional<std::string> series;
  std::optional<core::RunId> run;            ///< a rebuild's
  std::optional<core::Instant> recorded_at;  ///< a rebuild's
  std::optional<core::Instant> started_at;   ///< a rebuild's
  int rules = warehouse::rules_now;          ///< a rebuild's are those that it was decided by
};

/// Writes no journal entry: the caller does.
[[nodiscard]] core::Result<RunSummary> apply_hold(Context& context, const HoldAction& action, std::stop_token stop);

}  // namespace sluss::daemon::run
