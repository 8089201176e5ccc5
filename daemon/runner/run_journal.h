#pragma once
// What the runner writes to the journal, and reads from it. Bodies are JSON objects with these fields.

#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "daemon/runner/runner.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::runner {

/// "run", "replay", "release", "discard": one a published run. "failed": a run that left nothing behind.
struct JournalRun {
  std::string kind;
  core::RunId run;  ///< 0 when failed
  std::string job;
  std::string source;
  std::string status;
  core::Instant started_at;
  core::Instant recorded_at;
  std::vector<std::string> segments;  ///< of the archive
  core::RunId of;                     ///< release, discard: the run whose rows
  std::optional<std::string> series;  ///< release, discard: one series
  std::string error_class;            ///< failed: core::ErrorClass by name
  std::string error_code;             ///< failed
  std::string error;                  ///< failed: what, without secrets
};

/// Of the kinds above.
[[nodiscard]] bool is_run(std::string_view kind);
[[nodiscard]] JournalRun journal_of(const RunSummary& summary);
[[nodiscard]] std::string journal_body(const JournalRun& run);
[[nodiscard]] core::Result<JournalRun> parse_journal_body(const warehouse::journal::Entry& entry);

/// What meta.run.details says of a release or a discard ("of", "series"): all that its journal entry needs.
core::Result<> complete_from_details(JournalRun& run, std::string_view details);

/// Waits for whoever appends at the moment (bounded), appends, lets go.
core::Result<> append_to_journal(Context& context, const JournalRun& run);
/// Published runs and failures, oldest first.
[[nodiscard]] core::Result<std::vector<JournalRun>> runs_in_journal(Context& context);

}  // namespace sluss::daemon::runner
