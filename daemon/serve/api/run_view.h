#pragma once
// A run as people and scripts see it: its rows, both equations of conservation, what is held and why.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/serve/api/decision.h"
#include "warehouse/records.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

struct HeldView {
  warehouse::HeldSeries series;
  std::string state;  ///< "waiting", "released", "discarded", "replaced"
  std::string title;  ///< of the indicator, or its id
};

struct RunView {
  warehouse::RunRecord run;  ///< id 0: it failed and left nothing behind
  std::int64_t entry = 0;    ///< of a failed one: the journal's entry that tells of it, by which it is named
  std::string error_code;
  std::string error_class;  ///< of a failed one, by name
  std::string error;
  std::vector<HeldView> held;
  std::vector<core::Finding> findings;
  std::vector<core::Reject> rejects;  ///< the first hundred
  std::int64_t requests = 0;          ///< raw objects
  std::int64_t bytes = 0;
  std::int64_t waiting = 0;                        ///< held series that nobody has decided on
  std::map<std::string, std::string> area_titles;  ///< of the areas that evidence names, by id
  std::optional<Decision> decision = {};           ///< of a release or a discard
  std::string own_area = {};  ///< the municipality's code, whose examples are told first; empty: of none
};

/// "failed:57", of one that failed.
[[nodiscard]] std::string failed_name(std::int64_t entry);
/// "read 10 = inserted 1 + … ✓"
[[nodiscard]] std::string conservation_in(const warehouse::RowCounts& rows);
[[nodiscard]] std::string conservation_out(const warehouse::RowCounts& rows);

/// "done", "held", …; "held, decided" once nothing of it waits any more. Scripts get the status as it is kept.
[[nodiscard]] std::string status_text(const RunView& view);
/// One object: run, job, source, cause, status, rows, open, conservation, streams, held, findings, rejects, …, of a
/// release or a discard `decision`
[[nodiscard]] std::string run_json(const RunView& view);

/// From the warehouse, with all that belongs to it.
[[nodiscard]] core::Result<RunView> read_run(warehouse::Reader& reader, core::RunId run);

/// Names of the areas that the evidence of what is held names by id.
[[nodiscard]] core::Result<> name_areas(warehouse::Reader& reader, RunView& view);

/// Runs that failed: they left nothing in the warehouse and stand in the journal, of which the lines of those that are
/// shown are read and no others. One thread.
class Failures {
 public:
  /// None: nothing has run yet.
  Failures() = default;
  /// `told` makes of why a run failed what is shown; empty: as the journal has it.
  using Told = std::function<std::string(std::string_view)>;
  [[nodiscard]] static core::Result<Failures> open(run::Context& context, Told told = {});

  [[nodiscard]] std::int64_t count() const;
  /// The last `most`, latest first: when each failed, and by what it is read.
  [[nodiscard]] core::Result<std::vector<warehouse::journal::Mark>> latest(std::int64_t most);
  /// The last of each of these jobs that failed after the time beside it, whatever has failed since: looks at the last
  /// 5,000.
  [[nodiscard]] core::Result<std::vector<RunView>> latest_of(const std::map<std::string, core::Instant>& jobs);
  [[nodiscard]] core::Result<RunView> read(const warehouse::journal::Mark& mark);
  /// That the journal tells of in this entry; nothing when it tells of something else there.
  [[nodiscard]] core::Result<std::optional<RunView>> numbered(std::int64_t entry);
  struct Asker {
    std::string who;
    std::string way;  ///< empty: an older program wrote it
  };
  /// Who asked for a published run; nothing: the journal does not tell of it.
  [[nodiscard]] core::Result<std::optional<Asker>> asker_of(core::RunId run);
  /// By whom and by which way it was decided, when the view is of a release or a discard that the journal tells of.
  core::Result<> tell_who(RunView& view);

 private:
  std::optional<warehouse::journal::Index> index_;
  Told told_;
};

/// Failures::tell_who, as far as the journal can be read: what was decided is told without who it was, too.
void tell_who_decided(run::Context& context, RunView& view);

/// Runs of the warehouse (`reader`: none before the first) and failed ones, latest first, `most` of them behind the
/// first `skipped`. Without held, findings and rejects.
[[nodiscard]] core::Result<std::vector<RunView>> read_runs(warehouse::Reader* reader, Failures& failures,
                                                           std::int64_t skipped, std::int64_t most);
[[nodiscard]] RunView failed_view(const run::JournalRun& entry);

}  // namespace sluss::daemon::api
