#pragma once
// The first half of a run: from a job's settings to a load that is archived and sealed.

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "connectors/kind.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/state/scratch.h"

namespace sluss::daemon::run {

struct Extraction {
  std::optional<Scratch> scratch;              ///< for the source's temporary files
  std::unique_ptr<connectors::Source> source;  ///< null: it was not opened
  std::unique_ptr<Load> load;                  ///< null: none was begun
  Resolution resolution;
  warehouse::archive::SegmentInfo segment;
  std::string details;  ///< JSON for meta.run
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  /// This machine's clock against those of the servers that were queried; nothing: none elsewhere sent its time.
  std::optional<std::chrono::seconds> ahead_of_servers;
  bool fetched_before = false;  ///< all of it had been, by a run that did not end: the source was not queried
  bool resumed = false;         ///< some or all of it had been fetched by a run that did not end
};

/// Fills `extraction`, which has also after an error what had been reached by then. Goes on with what an unfinished run
/// of the same plan has fetched, where the kind resumes; where it does not, what a failed run has fetched is removed.
[[nodiscard]] core::Result<> extract(Context& context, const settings::Job& job, const settings::Source& source,
                                     const connectors::Kind& kind, const RunOptions& options, std::stop_token stop,
                                     const ProgressConsumer& progress, Extraction& extraction);

/// <job>-<time in UTC, compact>: names the segment and the staging file.
[[nodiscard]] std::string run_token(std::string_view job, core::Instant at);

/// Of the origin's indicators, by the source's own ids.
[[nodiscard]] PeriodKinds period_kinds_of(const Context& context, std::string_view origin);

}  // namespace sluss::daemon::run
