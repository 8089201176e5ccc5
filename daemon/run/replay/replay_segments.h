#pragma once
// Segments of one source read again and applied as one run: a replay, or the rebuild of one.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/run/hold/judgement_basis.h"
#include "daemon/run/runner/period_kinds.h"
#include "daemon/run/runner/runner.h"
#include "warehouse/archive/archive.h"
#include "warehouse/rule_numbers.h"

namespace sluss::daemon::run {

struct ReplayInput {
  std::string source;
  std::string origin;
  JudgementBasis judged{.rules = warehouse::rules_now};
  std::vector<warehouse::archive::SegmentInfo> segments;
  std::vector<std::string> extents;  ///< by which each segment is read; none: by the archived ones
  PeriodKinds period_kinds;
  bool records_kinds = true;  ///< in its details; not the rebuild of one that did not
  core::Instant started_at;
  std::optional<core::RunId> run;            ///< a rebuild's
  std::optional<core::Instant> recorded_at;  ///< a rebuild's
  std::optional<core::RunId> read_beside;    ///< the last run before its segments were listed
};

/// Writes no journal entry: the caller does.
[[nodiscard]] core::Result<RunSummary> replay_segments(Context& context, ReplayInput replayed, std::stop_token stop);

}  // namespace sluss::daemon::run
