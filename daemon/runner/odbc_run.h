#pragma once
// The lane of a query over ODBC: its rows are archived as encoded batches, then a table under extract. is replaced in
// one transaction. The same rows as last time replace nothing.

#include <stop_token>

#include "daemon/runner/run_journal.h"
#include "daemon/runner/runner.h"

namespace sluss::daemon::runner {

[[nodiscard]] core::Result<RunSummary> run_odbc(Context& context, const settings::Job& job,
                                                const settings::Source& source, std::stop_token stop);

/// A published run of this lane, by its segment's context.
[[nodiscard]] core::Result<bool> is_odbc(Context& context, const JournalRun& run);
core::Result<> rebuild_odbc(Context& context, const JournalRun& run, std::stop_token stop);

}  // namespace sluss::daemon::runner
