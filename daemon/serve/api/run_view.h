#pragma once
// A run as people and scripts see it: its rows, both equations of conservation, what is held and why.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/serve/api/decision.h"
#include "daemon/serve/api/waiting_parts.h"
#include "warehouse/ledger_held.h"
#include "warehouse/records.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

struct HeldView {
  warehouse::HeldSeries series;
  std::string state;                           ///< "waiting", "moved", "released", "discarded", "replaced"
  std::string title;                           ///< of the indicator, or its id
  std::optional<core::RunId> moved_to = {};    ///< the run that its rows wait with, or were decided with
  std::optional<core::RunId> decided_by = {};  ///< the run of the decision, or that has replaced it
  std::optional<core::Instant> decided_at = {};
  std::optional<std::int64_t> waited_rows = {};  ///< as in ledger::HeldEntry
  std::vector<WaitingPart> parts = {};           ///< where rows of an earlier run wait with it: all that wait
};

struct RunView {
  warehouse::RunRecord run;  ///< id 0: it failed and left nothing behind
  std::int64_t entry = 0;    ///< of a failed one: its entry in the journal, by which it is named
  std::string error_code;
  std::string error_class;  ///< of a failed one, by name
  std::string error;
  std::optional<connectors::RefusedFile> file = {};  ///< of a failed one: because of which
  std::vector<HeldView> held;
  std::vector<core::Finding> findings;
  std::vector<core::Reject> rejects;  ///< the first hundred
  std::int64_t requests = 0;          ///< raw objects
  std::int64_t bytes = 0;
  std::int64_t waiting = 0;                        ///< held series that are undecided
  std::int64_t moved = 0;                          ///< held series that are decided with a later run
  std::map<std::string, std::string> area_titles;  ///< of the areas that evidence names, by id
  std::optional<Decision> decision = {};           ///< of a release or a discard
  std::string decider = {};  ///< who decided on what it held, where that is one; empty: not looked up
  /// Whose rows one decision on all that it held was about; none: it is not decided, or by several
  std::vector<warehouse::ledger::DecidedPart> decided_parts = {};
  std::string own_area = {};  ///< the municipality's code, whose examples come first; empty: of none
};

/// "failed:57", of one that failed.
[[nodiscard]] std::string failed_name(std::int64_t entry);
/// "read 10 = inserted 1 + … ✓"
[[nodiscard]] std::string conservation_in(const warehouse::RowCounts& rows);
[[nodiscard]] std::string conservation_out(const warehouse::RowCounts& rows);

/// "done", "held", …; "held, all" while all that it would change waits, "held, moved" while what is left of it waits
/// with a later run, "held, decided" once nothing of it waits any more. Scripts get the status as it is kept.
[[nodiscard]] std::string status_text(const RunView& view);
/// One object: run, job, source, cause, status, rows, open, conservation, streams, held, findings, rejects, …, of a
/// release or a discard `decision`
[[nodiscard]] std::string run_json(const RunView& view);

/// The run in which somebody decided on all that this one held.
[[nodiscard]] std::optional<core::RunId> decision_of(const RunView& view);

/// From the warehouse, with all that belongs to it.
[[nodiscard]] core::Result<RunView> read_run(warehouse::Reader& reader, core::RunId run);

/// Of what waits, of which run it is.
[[nodiscard]] core::Result<> add_waiting_parts(warehouse::Reader& reader, RunView& view);

/// Names of the areas that the evidence of what is held names by id.
[[nodiscard]] core::Result<> name_areas(warehouse::Reader& reader, RunView& view);

/// Runs that failed: they left nothing in the warehouse and are in the journal, of which only the lines of those that
/// are shown are read. One thread.
class Failures {
 public:
  /// None: nothing has run yet.
  Failures() = default;
  /// Makes of a run's error what is shown; empty: it is shown as the journal has it.
  using ErrorFilter = std::function<std::string(std::string_view)>;
  [[nodiscard]] static core::Result<Failures> open(run::Context& context, ErrorFilter filter = {});

  [[nodiscard]] std::int64_t count() const;
  /// The last `most`, latest first: when each failed, and by what it is read.
  [[nodiscard]] core::Result<std::vector<warehouse::journal::Mark>> latest(std::int64_t most);
  /// The last of each of these jobs that failed after the time beside it, whatever has failed since: examines the last
  /// 5,000.
  [[nodiscard]] core::Result<std::vector<RunView>> latest_of(const std::map<std::string, core::Instant>& jobs);
  /// The last `most` of these jobs, latest first, of the last 5,000.
  [[nodiscard]] core::Result<std::vector<RunView>> of_jobs(const std::set<std::string>& jobs, std::int64_t most);
  [[nodiscard]] core::Result<RunView> read(const warehouse::journal::Mark& mark);
  /// The run of this entry of the journal; nothing when the entry is of something else.
  [[nodiscard]] core::Result<std::optional<RunView>> numbered(std::int64_t entry);
  struct Initiator {
    std::string who;
    std::string way;  ///< empty: an older program wrote it
  };
  /// Who started a committed run; nothing: it is not in the journal.
  [[nodiscard]] core::Result<std::optional<Initiator>> initiator_of(core::RunId run);
  /// Adds by whom and by which way it was decided, when the view is of a release or a discard that is in the journal.
  core::Result<> add_decider(RunView& view);

 private:
  std::optional<warehouse::journal::Index> index_;
  ErrorFilter filter_;
};

/// Failures::add_decider(), as far as the journal can be read: a decision is shown even without who made it.
void add_decider(run::Context& context, RunView& view);

/// Runs of the warehouse (`reader`: none before the first) and failed ones, latest first, `most` of them behind the
/// first `skipped`. Without held, findings and rejects.
[[nodiscard]] core::Result<std::vector<RunView>> read_runs(warehouse::Reader* reader, Failures& failures,
                                                           std::int64_t skipped, std::int64_t most);
[[nodiscard]] RunView failed_view(const run::JournalRun& entry);

}  // namespace sluss::daemon::api
