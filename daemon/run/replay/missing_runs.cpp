#include "daemon/run/replay/missing_runs.h"

#include "daemon/run/runner/run_journal.h"
#include "warehouse/journal/index.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

core::Result<std::set<core::RunId>> runs_in_index(Context& context) {
  SLUSS_ASSIGN(auto index, warehouse::journal::Index::open(context.files, context.journal_file));
  std::set<core::RunId> runs;
  SLUSS_TRY(published_marks(index, [&](core::RunId run) {
    runs.insert(run);
    return false;
  }));
  return runs;
}

core::Result<std::vector<core::RunId>> missing_runs(Context& context) {
  // The journal is read first: what is published meanwhile is in the warehouse, not missing.
  SLUSS_ASSIGN(auto missing, runs_in_index(context));
  if (missing.empty()) return std::vector<core::RunId>();
  SLUSS_ASSIGN(const auto reader, context.warehouse.reader({.now = context.clock.now()}));
  SLUSS_ASSIGN(const auto known, warehouse::ledger::run_numbers(*reader));
  std::erase_if(missing,
                [&](core::RunId run) { return known.empty() || run > *known.rbegin() || known.contains(run); });
  return std::vector<core::RunId>(missing.begin(), missing.end());
}

}  // namespace sluss::daemon::run
