#include "daemon/run/replay/missing_runs.h"

#include "daemon/run/runner/run_journal.h"
#include "warehouse/journal/index.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

core::Result<std::set<core::RunId>> runs_in_index(Context& context) {
  auto index = SLUSS_TRY(warehouse::journal::Index::open(context.files, context.journal_file));
  std::set<core::RunId> runs;
  SLUSS_TRY(committed_marks(index, [&](core::RunId run) {
    runs.insert(run);
    return false;
  }));
  return runs;
}

core::Result<std::vector<core::RunId>> missing_runs(Context& context) {
  // The journal is read first: what is committed meanwhile is in the warehouse, not missing.
  auto missing = SLUSS_TRY(runs_in_index(context));
  if (missing.empty()) return std::vector<core::RunId>();
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  const auto known = SLUSS_TRY(warehouse::ledger::run_numbers(*reader));
  std::erase_if(missing,
                [&](core::RunId run) { return known.empty() || run > *known.rbegin() || known.contains(run); });
  return std::vector<core::RunId>(missing.begin(), missing.end());
}

}  // namespace sluss::daemon::run
