#pragma once
// Runs that were recorded by a clock that was ahead, and the times that a rebuild gives them instead. The journal
// keeps both: what was written stays, and an entry of its own has the right times.

#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::run {

/// The journal's kind of such an entry.
inline constexpr std::string_view clock_correction_kind = "clock.corrected";

struct CorrectedTime {
  core::RunId run;
  std::string job;
  core::Instant recorded;  ///< as it was recorded
  core::Instant right;     ///< the latest that it can have been
};

/// By run; of several entries the latest counts.
using Corrections = std::map<core::RunId, core::Instant>;

/// Errors: data class "journal.broken" of an entry that has no times.
core::Result<> add_correction(const warehouse::journal::Entry& entry, Corrections& corrections);
/// Reads the journal through.
[[nodiscard]] core::Result<Corrections> corrections_in_journal(Context& context);
void correct(JournalRun& run, const Corrections& corrections);

/// Those of `runs` (committed ones, in the order of their numbers, corrected by the journal) that were
/// recorded after `now`, each with its right time: when it began, where that clock was right already; else just before
/// the run behind it began, and for the last one now. Never before the last run that was recorded rightly. Errors:
/// config class "clock.behind" when there is no room between that one and now.
[[nodiscard]] core::Result<std::vector<CorrectedTime>> times_ahead(std::span<const JournalRun> runs, core::Instant now);

/// Writes down the right times of the runs that are after now: a rebuild, which must follow, gives them those. The
/// caller has the exclusive lock of the state. Empty: none does. Errors: those of times_ahead(); config class
/// "clock.in_base" when the base of `archive prune`, which no rebuild changes, holds one of them.
[[nodiscard]] core::Result<std::vector<CorrectedTime>> correct_times(Context& context);

}  // namespace sluss::daemon::run
