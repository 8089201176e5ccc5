#include "daemon/run/runner/runner.h"

#include <algorithm>
#include <set>

#include "core/exception.h"
#include "core/kill_point.h"
#include "core/log.h"
#include "core/text.h"
#include "core/time_limit.h"
#include "daemon/run/replay/clock_correction.h"
#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/replay/missing_runs.h"
#include "daemon/run/runner/apply.h"
#include "daemon/run/runner/claim.h"
#include "daemon/run/runner/clock_check.h"
#include "daemon/run/runner/extract.h"
#include "daemon/run/runner/outcome.h"
#include "daemon/run/runner/publish.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/setup.h"
#include "daemon/run/state/leftovers.h"
#include "daemon/settings/draft.h"
#include "daemon/settings/kinds.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace journal = warehouse::journal;

namespace {

struct ConfiguredJob {
  const settings::Job& job;
  const settings::Source& source;
};

core::Result<ConfiguredJob> configured_job(const settings::Settings& settings, std::string_view name) {
  const auto* job = settings::find_job(settings, name);
  if (job == nullptr) {
    std::string known;
    std::vector<std::string> names;
    for (const auto& other : settings.jobs) {
      known += (known.empty() ? "" : ", ") + other.name;
      names.push_back(other.name);
    }
    const auto near = settings::nearest(name, names);
    return core::fail(core::ErrorClass::config, "job.unknown", "there is no job \"" + std::string(name) + "\"",
                      known.empty() ? "add a [[job]] to the configuration"
                                    : (near.empty() ? "" : "Did you mean " + near + "? ") + "The jobs are: " + known,
                      {.file = settings.file.string()});
  }
  const auto* source = settings::find_source(settings, job->source);
  if (source == nullptr) {
    return core::fail(core::ErrorClass::config, "run.unknown_source",
                      "job \"" + job->name + "\" names the source \"" + job->source + "\", which is not configured",
                      "add [source." + job->source + "]", {.file = settings.file.string(), .line = job->line});
  }
  return ConfiguredJob{*job, *source};
}

core::Result<RunSummary> load_and_apply(Context& context, const settings::Job& job, const settings::Source& source,
                                        const RunOptions& options, std::stop_token stop,
                                        const ProgressConsumer& progress, Attempt& attempt) {
  const auto started = context.clock.now();
  const auto* const kind = SLUSS_TRY(known_kind(context.settings, source));
  Extraction extraction;  // what is staged and its temporary files take up the disk no longer than this
  const auto extracted = core::without_exceptions("run.exception", [&]() -> core::Result<> {
    return extract(context, job, source, *kind, options, stop, progress, extraction);
  });
  attempt.outcome.fetched_before = extraction.fetched_before;
  attempt.source = std::move(extraction.source);
  if (extraction.load) put_load(*extraction.load, attempt.outcome);
  if (!extracted) return std::unexpected(extracted.error());
  ApplyInput input;
  input.job = job.name;
  input.source = source.name;
  input.origin = connectors::origin_of(*kind, source.name);
  input.judged.beside = settings::sources_beside(context.settings, input.origin, source.name);
  input.same = kind->same;
  input.discarded_bars = kind->discarded_bars;
  input.started_at = started;
  input.details = extraction.details;
  input.segments.push_back(extraction.segment);
  input.clock_known = extraction.ahead_of_servers.has_value();
  auto summary = core::without_exceptions("run.exception", [&]() -> core::Result<RunSummary> {
    SLUSS_TRY(check_against_servers(context, extraction.ahead_of_servers));
    return apply(context, *extraction.load, extraction.resolution, input, stop);
  });
  if (!summary) {
    // What was fetched by a wrong clock bears its times: nothing goes on with it.
    if (!kind->resumes || summary.error().code == clock_ahead) remove_uncommitted(context, extraction.segment);
    return summary;
  }
  summary->resumed = extraction.resumed;
  summary->requests = extraction.requests;
  summary->bytes = extraction.bytes;
  return summary;
}

std::string origin_of(const settings::Settings& settings, const settings::Job& job) {
  const auto* source = settings::find_source(settings, job.source);
  const auto* kind = source == nullptr ? nullptr : settings::kind_of(*source);
  return kind == nullptr ? job.source : std::string(connectors::origin_of(*kind, job.source));
}

/// What the source tells of it; its texts are cut as an error's are.
std::optional<connectors::RefusedFile> refused_by(const Attempt& attempt, const core::Error& error) {
  if (!attempt.source) return std::nullopt;
  auto told = core::without_exceptions(
      "source.exception",
      [&]() -> core::Result<std::optional<connectors::RefusedFile>> { return attempt.source->refused(error); });
  if (!told || !*told) return std::nullopt;
  for (auto* text : {&(*told)->name, &(*told)->series, &(*told)->wrong, &(*told)->change, &(*told)->order}) {
    *text = core::log::masked(*text);
    if (text->size() > most_error_bytes) *text = std::string(core::cut(*text, most_error_bytes)) + "…";
  }
  return *std::move(told);
}

void record_failure(Context& context, const settings::Job& job, core::Instant started, const core::Error& error,
                    const Attempt& attempt, bool logged) {
  if (logged)
    core::log::error("run.failed", error.what, {{"job", job.name}, {"code", error.code}, {"remedy", error.remedy}});
  if (error.code == journal_lost) return;  // nothing is written to a journal that would begin again
  JournalRun entry;
  entry.kind = "failed";
  entry.job = job.name;
  entry.source = job.source;
  entry.origin = origin_of(context.settings, job);
  entry.status = "failed";
  entry.way = context.way;
  entry.started_at = started;
  entry.recorded_at = context.clock.now();
  entry.error_class = core::name_of(error.error_class);
  entry.error_code = error.code;
  entry.error = core::log::masked(core::describe(error));
  if (entry.error.size() > most_error_bytes) entry.error = std::string(core::cut(entry.error, most_error_bytes)) + "…";
  entry.file = refused_by(attempt, error);
  if (const auto written = append_to_journal(context, entry); !written) {
    core::log::error("journal.not_written", written.error().what, {{"code", written.error().code}});
  }
}

/// Removed or not mounted while the daemon runs: a run would begin a new state beside what was lost.
core::Result<> check_state(Context& context) {
  SLUSS_TRY(check_journal(context));
  const auto reader = context.warehouse.reader({.now = context.clock.now()});
  if (reader || reader.error().code != "warehouse.empty") return {};
  auto lost = SLUSS_TRY(lost_warehouse(context));
  if (lost) return std::unexpected(*std::move(lost));
  return {};
}

/// What stopped the run, when it was its time.
core::Error ended_by_its_time(const settings::Job& job, core::Error error) {
  return {.code = "run.timeout",
          .error_class = core::ErrorClass::transient,
          .what = "the run went on for longer than its timeout of " + core::to_text(job.timeout) + ", and was ended",
          .remedy = "See what it waited for in the log, or give it more time: timeout = \"12h\" in its [[job]].",
          .place = std::move(error.place)};
}

/// The run is committed: nothing that happens to its deliveries makes it a failed one.
void publish(Context& context, RunSummary& summary, const std::stop_token& stop) {
  const auto published = core::without_exceptions("publish.exception", [&]() -> core::Result<> {
    publish_changed(context, summary, stop);
    return {};
  });
  if (published) return;
  core::log::error("publish.failed", published.error().what,
                   {{"code", published.error().code}, {"remedy", published.error().remedy}});
  summary.publish_errors.push_back(published.error());
}

}  // namespace

bool RunSummary::has_error_finding() const {
  return std::ranges::any_of(findings, [](const auto& f) { return f.severity == core::Severity::error; });
}

core::Result<RunSummary> run_job(Context& context, std::string_view name, const RunOptions& options,
                                 std::stop_token stop, const ProgressConsumer& progress) {
  const auto found = SLUSS_TRY(configured_job(context.settings, name));
  const auto& job = found.job;
  const auto& source = found.source;
  const auto started = context.clock.now();
  const auto readers = context.warehouse.keep_readers();
  const auto claim = SLUSS_TRY(Claim::take(context.claims_folder, job.name, core::to_text(started)));
  core::log::info("run.started", "a run has begun", {{"job", job.name}});
  core::TimeLimit limit(stop, [&] {
    core::log::error("run.timeout", "a run is ended: it went on for longer than its timeout", {{"job", job.name}});
  });
  Attempt attempt;
  auto summary = core::without_exceptions("run.exception", [&]() -> core::Result<RunSummary> {
    const core::LimitedTime until_committed(limit, job.timeout);
    SLUSS_TRY(check_state(context));
    return load_and_apply(context, job, source, options, limit.token(), progress, attempt);
  });
  if (!summary && limit.has_passed() && summary.error().error_class == core::ErrorClass::cancelled)
    summary = std::unexpected(ended_by_its_time(job, std::move(summary).error()));
  if (!summary) {
    if (summary.error().error_class != core::ErrorClass::busy)
      record_failure(context, job, started, summary.error(), attempt, options.log_failure);
    report_end(job.name, attempt, nullptr, &summary.error());
    return summary;
  }
  auto entry = journal_of(*summary);
  entry.way = context.way;
  if (const auto written = append_to_journal(context, entry); !written) {
    report_end(job.name, attempt, &*summary, &written.error());
    return std::unexpected(written.error());
  }
  const auto& rows = summary->run.rows;
  core::log::info("run.committed", "a run is in the warehouse",
                  {{"job", job.name},
                   {"run", summary->run.id.value},
                   {"status", summary->run.status},
                   {"read", rows.read},
                   {"inserted", rows.inserted},
                   {"revised", rows.revised},
                   {"absent", rows.absent},
                   {"held", rows.held},
                   {"rejected", rows.rejected}});
  report_end(job.name, attempt, &*summary, nullptr);
  publish(context, *summary, stop);  // deliveries have times of their own
  SLUSS_KILL_POINT("run.finished");
  return summary;
}

core::Result<std::vector<LastRun>> last_runs(Context& context) {
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  std::set<std::uint64_t> sought;
  for (const auto& job : context.settings.jobs) sought.insert(journal::job_key(job.name));
  std::vector<JournalRun> found;
  SLUSS_TRY(index.latest_first({journal::Group::committed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    if (!sought.contains(mark.job)) return true;
    auto run = SLUSS_TRY(journal_run(index, mark));
    if (run.kind != "run") return true;
    sought.erase(mark.job);
    found.push_back(std::move(run));
    return !sought.empty();
  }));
  // Only where a clock was far ahead is the journal read through for its correction.
  const auto far = context.clock.now().plus(std::chrono::days(1));
  if (std::ranges::any_of(found, [&](const JournalRun& run) { return run.recorded_at > far; })) {
    const auto corrections = SLUSS_TRY(corrections_in_journal(context));
    for (auto& run : found) correct(run, corrections);
  }
  std::vector<LastRun> last;
  last.reserve(found.size());
  for (const auto& run : found) last.push_back({run.job, run.run, run.started_at, run.recorded_at});
  return last;
}

core::Result<std::int64_t> reconcile_journal(Context& context) {
  // The warehouse is read first: a run that is committed and written to the journal meanwhile is not written twice.
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  auto not_in_journal = SLUSS_TRY(warehouse::ledger::run_numbers(*reader));
  const auto known = SLUSS_TRY(runs_in_index(context));
  for (const auto run : known) not_in_journal.erase(run);
  if (not_in_journal.empty()) return 0;
  auto records = SLUSS_TRY(warehouse::ledger::runs_of(*reader, not_in_journal));
  for (auto& record : records) {
    JournalRun run;
    run.run = record.id;
    run.job = std::move(record.job);
    run.source = std::move(record.source);
    run.kind = std::move(record.cause);
    run.status = std::move(record.status);
    run.started_at = record.started_at;
    run.recorded_at = record.recorded_at;
    run.origin = std::move(record.origin);
    run.segments = std::move(record.segments);
    SLUSS_TRY(complete_from_details(run, record.details));
    SLUSS_TRY(append_to_journal(context, run));
  }
  return std::ssize(records);
}

}  // namespace sluss::daemon::run
