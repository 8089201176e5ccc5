#include "daemon/runner/missing_runs.h"

#include "daemon/runner/run_journal.h"

namespace sluss::daemon::runner {

core::Result<std::set<core::RunId>> runs_in_warehouse(warehouse::Reader& reader) {
  SLUSS_ASSIGN(const auto rows, reader.rows("select run_id from meta.run"));
  std::set<core::RunId> runs;
  for (const auto& row : rows) runs.insert({std::stoll(row.at(0).value_or("0"))});
  return runs;
}

core::Result<std::vector<core::RunId>> missing_runs(Context& context) {
  // The journal is read first: what is published meanwhile is in the warehouse, not missing.
  SLUSS_ASSIGN(const auto told, runs_in_journal(context));
  std::set<core::RunId> missing;
  for (const auto& run : told) {
    if (run.kind != "failed") missing.insert(run.run);
  }
  if (missing.empty()) return std::vector<core::RunId>();
  SLUSS_ASSIGN(const auto reader, context.warehouse.reader({.now = context.clock.now()}));
  SLUSS_ASSIGN(const auto known, runs_in_warehouse(*reader));
  std::erase_if(missing,
                [&](core::RunId run) { return known.empty() || run > *known.rbegin() || known.contains(run); });
  return std::vector<core::RunId>(missing.begin(), missing.end());
}

}  // namespace sluss::daemon::runner
