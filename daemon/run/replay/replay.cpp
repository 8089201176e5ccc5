#include "daemon/run/replay/replay.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kind.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/read_segment.h"
#include "daemon/run/replay/replay_extents.h"
#include "daemon/run/replay/replay_segments.h"
#include "daemon/run/runner/extract.h"
#include "daemon/run/runner/resolution.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/setup.h"
#include "daemon/settings/kinds.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace archive = warehouse::archive;

namespace {

std::unexpected<core::Error> not_replayed(std::string_view source) {
  return core::fail(
      core::ErrorClass::config, "replay.odbc",
      "each run takes the rows of \"" + std::string(source) + "\" as they are: there is nothing to read anew",
      "run its job again");
}

/// Whether all that the earlier load of the same job brought is in the later one, which is complete.
bool replaces(const connectors::Extent& later, const connectors::Extent& earlier) {
  return later.part.empty() || later.part == earlier.part;
}

/// Runs of whose load nothing is there, since a person discarded it: what it read counts as not loaded.
core::Result<std::set<core::RunId>> discarded_loads(Context& context) {
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  const auto held = SLUSS_TRY(warehouse::ledger::held_loads(*reader));
  std::set<core::RunId> discarded;
  for (const auto& [run, load] : held)
    if (load.is_nothing()) discarded.insert(run);
  return discarded;
}

/// The newest complete full load of each of a source's jobs, or of each part of them, and everything after it: older
/// ones have nothing that these do not. What was discarded whole is none.
core::Result<std::vector<archive::SegmentInfo>> segments_to_replay(Context& context, std::string_view source,
                                                                   std::optional<core::Instant> since) {
  const auto runs = SLUSS_TRY(runs_in_journal(context));
  const auto discarded = SLUSS_TRY(discarded_loads(context));
  struct Loaded {
    archive::SegmentInfo segment;
    connectors::Extent extent;
  };
  std::vector<Loaded> loads;
  std::map<std::string, std::string> pruned;  // by job: the last that is gone since its last whole load
  for (const auto& run : runs) {
    if (run.source != source || run.kind != "run" || run.segments.empty()) continue;
    if (discarded.contains(run.run)) continue;
    auto opened = open_committed(context, run.segments.back());
    if (!opened && opened.error().code == "archive.pruned") {
      // A segment begins when its run does.
      if (!since || run.started_at >= *since) pruned[run.job] = run.segments.back();
      continue;
    }
    auto segment = SLUSS_TRY(std::move(opened));
    const auto* const kind = SLUSS_TRY(kind_of(segment.header));
    if (!kind->resumes) return not_replayed(source);
    if (since && segment.header.began_at < *since) continue;
    const auto resolution = SLUSS_TRY(read_resolution(context.archive, segment));
    if (resolution.proves_absence()) {
      std::erase_if(loads, [&](const Loaded& earlier) {
        return earlier.segment.header.job == segment.header.job && replaces(resolution.extent, earlier.extent);
      });
      pruned.erase(segment.header.job);
    }
    loads.push_back({.segment = std::move(segment), .extent = resolution.extent});
  }
  // Whatever both say, the one that is not late says.
  std::ranges::stable_partition(loads, [](const Loaded& load) { return load.extent.late; });
  std::vector<archive::SegmentInfo> segments;
  for (auto& load : loads) segments.push_back(std::move(load.segment));
  if (pruned.empty()) return segments;
  auto error = pruned_error(pruned.begin()->second).error();
  error.remedy =
      "A replay reads what was fetched since the last whole load, or since --since: name a later day, or "
      "load all of job " +
      pruned.begin()->first + " again: sluss run " + pruned.begin()->first + " --full";
  return std::unexpected(std::move(error));
}

}  // namespace

core::Result<core::RunId> last_run(Context& context) {
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  return warehouse::ledger::last_run(*reader);
}

core::Result<RunSummary> replay(Context& context, std::string_view source, std::optional<core::Instant> since,
                                std::stop_token stop) {
  if (const auto* configured = settings::find_source(context.settings, source)) {
    const auto* const kind = SLUSS_TRY(known_kind(context.settings, *configured));
    if (!kind->resumes) return not_replayed(source);
  }
  const auto last = SLUSS_TRY(last_run(context));
  auto segments = SLUSS_TRY(segments_to_replay(context, source, since));
  if (segments.empty()) {
    return core::fail(core::ErrorClass::config, "replay.nothing",
                      "no committed run of \"" + std::string(source) + "\" that counts is in the archive",
                      "`sluss archive list` shows what is there");
  }
  const auto* const kind = SLUSS_TRY(kind_of(segments.back().header));
  ReplayInput input;
  input.source = source;
  input.origin = connectors::origin_of(*kind, source);
  input.judged.beside = settings::sources_beside(context.settings, input.origin, source);
  input.read_beside = last;
  input.segments = std::move(segments);
  input.extents = SLUSS_TRY(extents_today(context, *kind, input.segments));
  input.period_kinds = period_kinds_of(context, input.origin);
  input.started_at = context.clock.now();
  auto kinds = input.period_kinds;
  auto extents = input.extents;
  auto summary = SLUSS_TRY(replay_segments(context, std::move(input), stop));
  auto entry = journal_of(summary);
  entry.period_kinds = std::move(kinds);
  entry.extents = std::move(extents);
  entry.way = context.way;
  SLUSS_TRY(append_to_journal(context, entry));
  return summary;
}

}  // namespace sluss::daemon::run
