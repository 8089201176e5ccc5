#include "daemon/run/replay/replay_segments.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "connectors/kind.h"
#include "core/json.h"
#include "daemon/run/replay/read_segment.h"
#include "daemon/run/replay/replay_extents.h"
#include "daemon/run/runner/apply.h"
#include "daemon/run/runner/extract.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/resolution.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/run_number.h"
#include "daemon/run/runner/setup.h"
#include "daemon/run/state/scratch.h"
#include "daemon/settings/kinds.h"

namespace sluss::daemon::run {

core::Result<RunSummary> replay_segments(Context& context, ReplayInput replayed, std::stop_token stop) {
  const auto* const kind = SLUSS_TRY(kind_of(replayed.segments.back().header));
  nlohmann::json details{{"segments", replayed.segments.size()}};
  if (replayed.records_kinds) details["period_kinds"] = nlohmann::json::parse(period_kinds_text(replayed.period_kinds));
  put_extents(replayed.extents, details);
  const auto load = SLUSS_TRY(Load::open(place_of(context), run_token("replay", context.clock.now()), kind->name,
                                         replayed.origin, std::move(replayed.period_kinds)));
  Resolution whole;  // what is absent is determined by the full loads that the jobs' rows begin with
  std::set<std::string> jobs;
  for (std::size_t i = 0; i < replayed.segments.size(); ++i) {
    const auto& segment = replayed.segments[i];
    SLUSS_TRY(load->begin_segment());
    const auto extent = i < replayed.extents.size() ? std::optional(replayed.extents[i]) : std::nullopt;
    const auto scratch = SLUSS_TRY(ReadingScratch::make(context));
    const auto resolution = SLUSS_TRY(read_segment(context.archive, segment, *load, scratch.folder(), extent));
    if (!resolution.extent.part.empty()) {
      load->of_part(resolution);
      continue;
    }
    if (!jobs.insert(segment.header.job).second) continue;
    if (jobs.size() == 1 || !whole.proves_absence()) {
      whole = resolution;
    } else if (resolution.proves_absence()) {
      whole.more.push_back(resolution.extent);
    }
  }
  SLUSS_TRY(load->finish());
  if (!replayed.run) SLUSS_TRY(load->check_read());
  whole.done.clear();
  whole.findings.clear();
  ApplyInput input;
  input.job = replayed.segments.back().header.job;
  input.source = replayed.source;
  input.origin = replayed.origin;
  input.same = kind->same;
  input.discarded_bars = kind->discarded_bars;
  input.judged = std::move(replayed.judged);
  input.cause = "replay";
  input.started_at = replayed.started_at;
  input.details = core::json_text(details);
  input.segments = std::move(replayed.segments);
  input.checkpoints = false;
  input.complete_dimensions = false;
  input.run = replayed.run;
  input.recorded_at = replayed.recorded_at;
  input.refresh_models = !replayed.run;
  input.read_beside = replayed.read_beside;
  return apply(context, *load, whole, input, stop);
}

}  // namespace sluss::daemon::run
