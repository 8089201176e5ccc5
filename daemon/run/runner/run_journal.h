#pragma once
// What the runner writes to the journal, and reads from it. Bodies are JSON objects with these fields.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "connectors/source.h"
#include "core/ids.h"
#include "daemon/run/hold/judgement_basis.h"
#include "daemon/run/runner/period_kinds.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/journal/index.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::run {

/// What a failure's entry keeps of the error's text, so that a list of runs reads little; the log has all of it.
inline constexpr std::size_t most_error_bytes = 1500;

/// "run", "replay", "release", "discard": one a committed run. "failed": a run that left nothing behind.
struct JournalRun {
  std::string kind;
  core::RunId run;  ///< 0 when failed
  std::string job;
  std::string source;  ///< as the configuration named it
  std::string origin;  ///< the prefix of its ids; an older program's entry of a run from Kolada had it as its source
  std::string status;
  std::string way;  ///< by which it was requested; empty: an older program wrote it, or it was found again
  core::Instant started_at;
  core::Instant recorded_at;
  std::vector<std::string> segments;  ///< of the archive
  core::RunId of;                     ///< release, discard: the run whose rows
  std::optional<std::string> series;  ///< release, discard: one series
  /// Replay: by which it read, for its rebuild to read by the same; nothing: an older program wrote it.
  std::optional<PeriodKinds> period_kinds;
  std::vector<std::string> extents;             ///< replay: by which it read each segment; none: by the archived ones
  JudgementBasis judged;                        ///< of older programs' entries the first rules, and no more
  std::string error_class;                      ///< failed: core::ErrorClass by name
  std::string error_code;                       ///< failed
  std::string error;                            ///< failed: what, without secrets; at most most_error_bytes of it
  std::optional<connectors::RefusedFile> file;  ///< failed: because of which
};

/// Of the kinds above.
[[nodiscard]] bool is_run(std::string_view kind);
[[nodiscard]] JournalRun journal_of(const RunSummary& summary);
[[nodiscard]] std::string journal_body(const JournalRun& run);
[[nodiscard]] core::Result<JournalRun> parse_journal_body(const warehouse::journal::Entry& entry);

/// What meta.run.details has of a release or a discard ("of", "series") or a replay ("period_kinds", "extents"), and by
/// which rules it was applied: all that its journal entry needs.
core::Result<> complete_from_details(JournalRun& run, std::string_view details);

/// Waits for whoever appends at the moment (bounded), appends, lets go.
core::Result<> append_to_journal(Context& context, const JournalRun& run);
/// Committed runs and failures, oldest first, with the times that clock_correction.h gave them: reads the journal
/// through.
[[nodiscard]] core::Result<std::vector<JournalRun>> runs_in_journal(Context& context);
/// The committed ones of them, in the order of their numbers, each once: jobs that end at the same time may be in
/// the journal the other way round, and one that two processes wrote is there twice.
[[nodiscard]] core::Result<std::vector<JournalRun>> committed_in_journal(Context& context);
/// Data class "journal.broken": an entry is of the kind `of` ("a pruning"), and its body cannot be read as that.
[[nodiscard]] std::unexpected<core::Error> broken_entry(const warehouse::journal::Entry& entry, std::string_view of);
/// The one that a mark of the journal's index is of, with the times that are written there: reads its line alone.
[[nodiscard]] core::Result<JournalRun> journal_run(warehouse::journal::Index& index,
                                                   const warehouse::journal::Mark& mark);
/// Marks of the committed runs for which `wanted` returns true, in the order of their numbers, each once: jobs that end
/// at the same time may be in the journal the other way round. Reads the index alone.
[[nodiscard]] core::Result<std::vector<warehouse::journal::Mark>> committed_marks(
    warehouse::journal::Index& index, const std::function<bool(core::RunId)>& wanted);

}  // namespace sluss::daemon::run
