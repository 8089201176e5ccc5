#pragma once
// The lane of Kolada: from a job's settings to a Load that is archived and sealed.

#include <memory>
#include <stop_token>
#include <string>

#include "daemon/runner/load.h"
#include "daemon/runner/runner.h"

namespace sluss::daemon::runner {

struct Extraction {
  std::unique_ptr<Load> load;
  Resolution resolution;
  warehouse::archive::SegmentInfo segment;
  std::string details;  ///< JSON for meta.run
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  bool resumed = false;  ///< some or all of it had been fetched by a run that did not end
};

[[nodiscard]] core::Result<Extraction> extract_kolada(Context& context, const settings::Job& job,
                                                      const settings::Source& source, const RunOptions& options,
                                                      std::stop_token stop, const ProgressConsumer& progress);

/// <job>-<time in UTC, compact>: names the segment and the staging file.
[[nodiscard]] std::string run_token(std::string_view job, core::Instant at);

}  // namespace sluss::daemon::runner
