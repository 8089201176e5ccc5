#pragma once
// The second half of a run: gates and one transaction.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "daemon/run/hold/judgement_basis.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/rule_numbers.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

struct ApplyInput {
  std::string job;
  std::string source;  ///< as the configuration names it
  std::string origin;  ///< the prefix of its ids
  std::string cause = "run";
  core::Instant started_at;
  std::string details;                                    ///< JSON
  std::vector<warehouse::archive::SegmentInfo> segments;  ///< the run's own is last
  bool checkpoints = true;                                ///< a replay moves none
  bool complete_dimensions = true;                        ///< the catalogue was loaded whole: what is gone closes
  std::optional<core::RunId> run;                         ///< a rebuild's original number
  std::optional<core::Instant> recorded_at;               ///< and time
  bool refresh_models = true;
  bool clock_known = false;  ///< compared with a server elsewhere
  /// Refused when a run of the origin has been committed since this one: busy class "replay.overtaken".
  std::optional<core::RunId> read_beside;
  core::SameFigure same = core::SameFigure::exact;  ///< the kind's
  bool discarded_bars = true;                       ///< the kind's
  /// A rebuild's is what the run was judged by then; without limits those of the settings.
  JudgementBasis judged{.rules = warehouse::rules_now};
};

/// Takes the writer's lock, merges, asserts both equations, commits. The caller writes the journal.
[[nodiscard]] core::Result<RunSummary> apply(Context& context, Load& load, const Resolution& resolution,
                                             const ApplyInput& input, std::stop_token stop);

/// What counts as the same figure by these rules: from some number on it is the kind that decides.
[[nodiscard]] core::SameFigure same_by(int rules, core::SameFigure of_kind);

/// Both equations hold, or an error "run.not_conserved" with the numbers. A bug, returned as an error so that nothing
/// is committed.
[[nodiscard]] core::Result<> check_conservation(const warehouse::RowCounts& rows, std::string_view stream);

}  // namespace sluss::daemon::run
