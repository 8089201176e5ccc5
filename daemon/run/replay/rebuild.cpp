#include "daemon/run/replay/rebuild.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/log.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/hold/release_or_discard.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/clock_correction.h"
#include "daemon/run/replay/read_segment.h"
#include "daemon/run/replay/replay.h"
#include "daemon/run/replay/replay_segments.h"
#include "daemon/run/runner/apply.h"
#include "daemon/run/runner/extract.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/runner/models.h"
#include "daemon/run/runner/resolution.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/run_number.h"
#include "daemon/run/runner/setup.h"
#include "daemon/run/state/scratch.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace archive = warehouse::archive;
namespace journal = warehouse::journal;

namespace {

core::Result<> check_status(const JournalRun& run, const std::string& status) {
  if (run.status == "done" && status == "unchanged") {
    // A damaged generation had been replaced by the one before: this run had brought again what a lost run had
    // brought. Here that one is not lost, and the versions are its.
    core::log::warning("rebuild.told_twice", "a run says nothing that an earlier one had not said",
                       {{"run", run.run.value}});
    return {};
  }
  if (status == run.status) return {};
  return core::fail(core::ErrorClass::data, "rebuild.differs",
                    "run " + std::to_string(run.run.value) + " was " + run.status + " and is now " + status,
                    "the gates' limits or the program's rules have changed since; rebuild with those of that time");
}

/// Of a source that cannot be replayed no other segment has the same.
std::unexpected<core::Error> cannot_be_read(const JournalRun& run, const core::Error& why, const std::string& file) {
  return core::fail(
      core::ErrorClass::data, "archive.damaged",
      "what run " + std::to_string(run.run.value) + " of job " + run.job +
          " read from its source cannot be read from the segment " + file + ": " + why.what,
      "Take both files of the segment (.seg, .idx) from a backup: `sluss restore FILE --into` a folder of "
      "its own. Without a backup its rows are lost: `sluss run " +
          run.job + "` fetches those that the source has today.",
      {.file = why.place.file.empty() ? file : why.place.file, .field = why.place.field});
}

core::Result<> apply_segment(Context& context, const JournalRun& run, const archive::SegmentInfo& segment,
                             const connectors::Kind& kind, std::stop_token stop) {
  // Those that the run knew: its configuration may have changed since.
  auto kinds = period_kinds_in(segment.header.context).value_or(PeriodKinds());
  const auto load = SLUSS_TRY(Load::open(place_of(context), "rebuild-" + segment.header.token, kind.name,
                                         connectors::origin_of(kind, segment.header.source), std::move(kinds)));
  const auto scratch = SLUSS_TRY(ReadingScratch::make(context));
  const auto resolution = SLUSS_TRY(read_segment(context.archive, segment, *load, scratch.folder()));
  SLUSS_TRY(load->finish());
  ApplyInput input;
  input.job = run.job;
  input.source = run.source;
  input.origin = run.origin;
  input.same = kind.same;
  input.discarded_bars = kind.discarded_bars;
  input.judged = run.judged;
  input.cause = run.kind;
  input.started_at = run.started_at;
  input.details = details_of(segment.header.context, resolution);
  input.segments.push_back(segment);
  input.run = run.run;
  input.recorded_at = run.recorded_at;
  input.refresh_models = false;  // once, when all are applied
  const auto summary = SLUSS_TRY(apply(context, *load, resolution, input, stop));
  // Before there was a rule that holds a table, what the run brought of it did not change what is in it.
  if (load->table() && run.judged.rules < warehouse::table_rules) return {};
  return check_status(run, summary.run.status);
}

core::Result<> apply_again(Context& context, const JournalRun& run, std::stop_token stop) {
  if (run.segments.empty()) {
    return core::fail(
        core::ErrorClass::data, "rebuild.no_segment",
        "the journal names no archive segment of run " + std::to_string(run.run.value),
        "what it brought cannot be read again from here: keep the warehouse that is there, or restore a backup "
        "(sluss restore FILE)");
  }
  const auto segment = SLUSS_TRY(open_committed(context, run.segments.back()));
  const auto* const kind = SLUSS_TRY(kind_of(segment.header));
  if (kind->resumes) return apply_segment(context, run, segment, *kind, std::move(stop));
  const auto file = segment.file.string();
  // With a damaged index the records count, up to the first damaged one: a part of the rows is not the table.
  const bool cut = !segment.whole && archive::has_segment(context.files, context.settings.state / "archive", file);
  if (cut || segment.objects.empty()) return cannot_be_read(run, {.what = "its records are damaged"}, file);
  const auto applied = apply_segment(context, run, segment, *kind, std::move(stop));
  if (applied) return {};
  const bool damaged = applied.error().code == "archive.damaged" || applied.error().code == "batch.damaged";
  return damaged ? cannot_be_read(run, applied.error(), file) : applied;
}

core::Result<> replay_again(Context& context, const JournalRun& run, std::stop_token stop) {
  ReplayInput input;
  input.source = run.source;
  input.origin = run.origin;
  input.judged = run.judged;
  for (const auto& file : run.segments) {
    auto segment = SLUSS_TRY(open_committed(context, file));
    input.segments.push_back(std::move(segment));
  }
  input.extents = run.extents;
  input.period_kinds = run.period_kinds.value_or(period_kinds_of(context, run.origin));
  input.records_kinds = run.period_kinds.has_value();
  input.started_at = run.started_at;
  input.run = run.run;
  input.recorded_at = run.recorded_at;
  const auto summary = SLUSS_TRY(replay_segments(context, std::move(input), stop));
  auto as_it_was = check_status(run, summary.run.status);
  if (as_it_was || run.period_kinds) return as_it_was;
  // By today's kinds: an older program did not write down which it read by.
  core::log::warning("rebuild.replay_differs", as_it_was.error().what, {{"run", run.run.value}});
  return {};
}

core::Result<std::vector<JournalRun>> runs_of(journal::Index& index, const std::vector<journal::Mark>& marks) {
  std::vector<JournalRun> runs;
  for (const auto& mark : marks) {
    auto run = SLUSS_TRY(journal_run(index, mark));
    runs.push_back(std::move(run));
  }
  return runs;
}

struct AppliedRuns {
  RebuildSummary summary;
  std::optional<core::RunId> last_change;  ///< of what models are made of; nothing: they are as they were
};

core::Result<AppliedRuns> apply_journal(Context& context, const std::vector<JournalRun>& runs, std::stop_token stop,
                                        const std::function<void(std::string_view)>& progress = {}) {
  AppliedRuns applied;
  auto& done = applied.summary;
  for (const auto& run : runs) {
    if (progress) progress("applying run " + std::to_string(run.run.value) + " again");
    if (stop.stop_requested()) {
      return core::fail(core::ErrorClass::cancelled, "rebuild.cancelled", "the rebuild was stopped", "start it again");
    }
    if (run.kind == "release" || run.kind == "discard") {
      const auto summary = SLUSS_TRY(apply_hold(context,
                                                {.discard = run.kind == "discard",
                                                 .of = run.of,
                                                 .series = run.series,
                                                 .run = run.run,
                                                 .recorded_at = run.recorded_at,
                                                 .started_at = run.started_at,
                                                 .rules = run.judged.rules},
                                                stop));
      ++(run.kind == "discard" ? done.discards : done.releases);
      if (run.kind == "release") applied.last_change = run.run;
      core::log::debug("rebuild.hold", "a decision was applied again", {{"run", summary.run.id.value}});
    } else if (run.kind == "run") {
      SLUSS_TRY(apply_again(context, run, stop));
      ++done.runs;
      if (run.status != "unchanged") applied.last_change = run.run;
    } else if (run.kind == "replay") {
      SLUSS_TRY(replay_again(context, run, stop));
      ++done.runs;
      if (run.status != "unchanged") applied.last_change = run.run;
    }
  }
  return applied;
}

using AuditRows = std::vector<warehouse::AuditRow>;

/// What comes when all is applied: the audit when it is given, and the models as they are after `models_of`.
/// Returns why a model was not made, where one was not.
core::Result<std::optional<core::Error>> finish_once(Context& context, const AuditRows* audit,
                                                     std::optional<core::RunId> models_of, const BrokenModels& broken) {
  std::optional<core::Error> unmade;
  const auto writer = SLUSS_TRY(context.warehouse.writer("rebuild"));
  if (audit != nullptr) {
    const auto last = SLUSS_TRY(writer->last_audit());  // a base brings those up to its day
    const auto behind = std::ranges::upper_bound(*audit, last, {}, &warehouse::AuditRow::number);
    SLUSS_TRY(writer->put_audit({behind, audit->end()}));
  }
  if (models_of) {
    const auto models = SLUSS_TRY(refresh_models(context, *writer, *models_of, broken));
    for (const auto& model : models) {
      if (model.unmade && !unmade) unmade = model.unmade;
    }
    core::log::debug("rebuild.models", "the models were made", {{"models", models.size()}});
  }
  SLUSS_TRY(writer->commit());
  return unmade;
}

core::Result<std::optional<core::Error>> finish(Context& context, const AuditRows* audit,
                                                std::optional<core::RunId> models_of) {
  return past_broken_models([&](const BrokenModels& broken) { return finish_once(context, audit, models_of, broken); });
}

/// What was applied holds, whatever becomes of the models: a run that cannot make one fails, and nothing is lost by
/// that; here all that was applied would be.
void log_no_models(const core::Error& why) {
  core::log::warning("rebuild.no_models", "the models were not made; the next run makes them",
                     {{"code", why.code}, {"why", core::describe(why)}});
}

/// Of the base that the warehouse was begun with; none where it was begun empty.
core::Result<std::set<core::RunId>> known_runs(Context& context) {
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  return warehouse::ledger::run_numbers(*reader);
}

}  // namespace

core::Result<RebuildSummary> rebuild(Context& context, std::stop_token stop) {
  const auto readers = context.warehouse.keep_readers();
  auto runs = SLUSS_TRY(committed_in_journal(context));
  const auto known = SLUSS_TRY(known_runs(context));
  std::erase_if(runs, [&](const JournalRun& run) { return known.contains(run.run); });
  auto applied = SLUSS_TRY(apply_journal(context, runs, std::move(stop)));
  const auto audit = SLUSS_TRY(audit_rows(context.files, context.journal_file));
  const auto models_of = context.session ? applied.last_change : std::nullopt;
  auto finished = finish(context, &audit, models_of);
  if (!finished && !models_of) return std::unexpected(std::move(finished).error());
  if (!finished) SLUSS_TRY(finish(context, &audit, std::nullopt));
  applied.summary.no_models = finished ? *finished : std::optional(std::move(finished).error());
  if (applied.summary.no_models) log_no_models(*applied.summary.no_models);
  return std::move(applied.summary);
}

core::Result<std::int64_t> catch_up(Context& context, std::stop_token stop,
                                    const std::function<void(std::string_view)>& progress) {
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  if (index.count(journal::Group::committed) == 0) return 0;
  // The journal was read first: what is committed meanwhile is in the warehouse, not behind it.
  const auto last = SLUSS_TRY(last_run(context));
  const auto marks = SLUSS_TRY(committed_marks(index, [&](core::RunId run) { return run > last; }));
  auto lost = SLUSS_TRY(runs_of(index, marks));
  if (lost.empty()) return 0;
  const auto corrections = SLUSS_TRY(corrections_in_journal(context));
  for (auto& run : lost) correct(run, corrections);
  core::log::warning("warehouse.behind", "runs that the journal knows are not in the warehouse; they are applied again",
                     {{"runs", lost.size()}, {"first", lost.front().run.value}});
  const auto done = apply_journal(context, lost, std::move(stop), progress);
  if (!done) {
    if (done.error().code == already_applied) return 0;  // another process did it
    return std::unexpected(done.error());
  }
  if (context.session && done->last_change) {
    if (progress) progress("making the models");
    const auto finished = finish(context, nullptr, done->last_change);
    if (!finished) log_no_models(finished.error());
    if (finished && *finished) log_no_models(**finished);
  }
  return static_cast<std::int64_t>(lost.size());
}

}  // namespace sluss::daemon::run
