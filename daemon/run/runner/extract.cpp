#include "daemon/run/runner/extract.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/http/client.h"
#include "core/exception.h"
#include "core/json.h"
#include "core/kill_point.h"
#include "core/log.h"
#include "daemon/run/replay/read_segment.h"
#include "daemon/run/runner/latest_objects.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/runner/run_sink.h"
#include "daemon/run/runner/setup.h"
#include "daemon/run/state/leftovers.h"
#include "warehouse/ledger.h"
#include "warehouse/rule_numbers.h"

namespace sluss::daemon::run {

using nlohmann::json;
namespace archive = warehouse::archive;
namespace journal = warehouse::journal;

namespace {

constexpr std::chrono::hours clock_doubt{24};  // a clock may have been set back since a segment began
constexpr std::uint64_t most_journal_bytes = std::uint64_t{48} << 10U;

/// Same plan and same checkpoints: pages that an unfinished run has fetched serve this one.
std::string plan_digest(const json& described, const std::vector<warehouse::CheckpointRow>& checkpoints) {
  json plan = described;
  core::Instant latest;
  for (const auto& row : checkpoints) latest = std::max(latest, row.complete_at);
  plan["checkpoint"] = latest.micros;
  return core::Sha256::of(core::json_text(plan)).hex();
}

/// What the segment's header keeps: the source's plan, and by what it is normalised.
core::Result<json> described(const connectors::Source& source, const settings::Job& job, const connectors::Kind& kind,
                             const PeriodKinds& kinds) {
  auto plan = json::parse(source.plan(), nullptr, false);
  if (!plan.is_object()) {
    return core::fail(core::ErrorClass::data, "run.no_plan", "source " + job.source + " does not say what it asks for",
                      "This is a defect of the program: report it.");
  }
  for (const auto* word :
       {"job", "source", "kind", "period_kinds", "rules", "content", "columns", "discarded", "of", "server", "gates",
        "beside", "checkpoint", "requests", "bytes", "resumed", "complete_full", "configuration"}) {
    if (plan.contains(word)) {
      return core::fail(core::ErrorClass::data, "run.no_plan",
                        "the plan of source " + job.source + " has the key \"" + word + "\", which is the run's own",
                        "This is a defect of the program: report it.");
    }
  }
  if (const auto server = source.server(); !server.empty()) plan["server"] = server;
  plan["job"] = job.name;
  plan["source"] = job.source;
  plan["kind"] = kind.name;
  plan["period_kinds"] = json::parse(period_kinds_text(kinds));
  return plan;
}

/// A whole segment of the same plan that no run has committed: a run was killed or stopped, or its disk was full, after
/// everything had been fetched. Not one whose rows had something wrong in them: that would fail again.
core::Result<std::optional<archive::SegmentInfo>> fetched_before(Context& context,
                                                                 const archive::SegmentHeader& header) {
  const auto oldest = header.began_at.plus(-std::chrono::microseconds(context.resume_within));
  auto sealed = SLUSS_TRY(context.archive.sealed(header.source, header.job, header.plan_digest, oldest));
  if (!sealed) return std::nullopt;
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  const auto earliest = sealed->header.began_at.plus(-clock_doubt);
  const auto job = journal::job_key(header.job);
  bool may_serve = true;
  std::uint64_t bytes = 0;
  SLUSS_TRY(index.latest_first(
      {journal::Group::committed, journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
        if (mark.at < earliest) return false;
        if (mark.job != job) return true;
        bytes += mark.length;
        if (bytes > most_journal_bytes) {
          may_serve = false;  // so many since then: to fetch once more is never wrong
          return false;
        }
        const auto run = SLUSS_TRY(journal_run(index, mark));
        const bool named = std::ranges::find(run.segments, sealed->file.string()) != run.segments.end();
        const bool heals = run.error_class == core::name_of(core::ErrorClass::storage) ||
                           run.error_class == core::name_of(core::ErrorClass::cancelled);
        const bool failed_on_it = run.kind == "failed" && run.started_at >= sealed->header.began_at && !heals;
        may_serve = !named && !failed_on_it;
        return may_serve;
      }));
  if (!may_serve) return std::nullopt;
  return sealed;
}

struct Segment {
  std::unique_ptr<archive::SegmentWriter> writer;
  std::optional<archive::SegmentInfo> unfinished;
};

core::Result<Segment> open_segment(Context& context, const archive::SegmentHeader& header, bool resumes) {
  if (!resumes) {
    // None can be gone on with: two moments are no one answer. A run that fails takes its own away.
    SLUSS_TRY(remove_leftovers(context, header.source, header.job, std::nullopt));
    auto writer = SLUSS_TRY(context.archive.begin(header));
    return Segment{std::move(writer), std::nullopt};
  }
  const auto oldest = header.began_at.plus(-std::chrono::microseconds(context.resume_within));
  SLUSS_TRY(remove_leftovers(context, header.source, header.job, oldest));
  auto unfinished = SLUSS_TRY(context.archive.unfinished(header.source, header.job, header.plan_digest));
  if (unfinished && unfinished->header.began_at >= oldest && !unfinished->objects.empty()) {
    core::log::info("run.resumes", "going on with what an unfinished run has fetched",
                    {{"job", header.job}, {"objects", unfinished->objects.size()}});
    auto writer = SLUSS_TRY(context.archive.resume(*unfinished));
    return Segment{std::move(writer), std::move(unfinished)};
  }
  auto writer = SLUSS_TRY(context.archive.begin(header));
  return Segment{std::move(writer), std::nullopt};
}

/// What cannot be decoded is fetched again, not read again: the same bytes would fail again.
bool is_undecodable(const core::Error& error) {
  return error.code == "run.nothing_read" || error.code == "run.too_many_rejects";
}

/// One run's fetching, with all that it needs.
class SegmentFetch {
 public:
  SegmentFetch(Context& context, const connectors::Kind& kind, archive::SegmentHeader header, PeriodKinds kinds)
      : context_(context), kind_(kind), header_(std::move(header)), kinds_(std::move(kinds)) {}

  core::Result<> read_again(const archive::SegmentInfo& segment, Extraction& extraction) {
    core::log::info("run.resumes", "everything had been fetched by a run that did not end",
                    {{"job", segment.header.job}, {"objects", segment.objects.size()}});
    extraction.fetched_before = true;
    extraction.load = SLUSS_TRY(open_load(segment.header.token));
    extraction.resolution =
        SLUSS_TRY(read_segment(context_.archive, segment, *extraction.load, extraction.scratch->folder()));
    SLUSS_TRY(extraction.load->finish());
    extraction.segment = segment;
    extraction.resumed = true;
    auto now = extraction.resolution;  // nothing was fetched this time
    now.resumed = true;
    now.fetched = {.configuration = context_.settings.digest};
    extraction.details = details_of(header_.context, now);
    return {};
  }

  core::Result<> fetch(const std::vector<warehouse::CheckpointRow>& checkpoints, const std::stop_token& stop,
                       const ProgressConsumer& progress, Extraction& extraction) {
    auto segment = SLUSS_TRY(open_segment(context_, header_, kind_.resumes));
    auto& writer = *segment.writer;
    auto fetched = core::without_exceptions("run.exception", [&]() -> core::Result<> {
      return fetch_into(writer, std::move(segment.unfinished), checkpoints, stop, progress, extraction);
    });
    // Now, and not at the next run: the disk may be full of it, and with a full disk none begins.
    const bool kept = fetched || (kind_.resumes && !is_undecodable(fetched.error()));
    if (!kept) log_removed(header_.job, header_.token + ".seg", writer.discard());
    return fetched;
  }

 private:
  core::Result<std::unique_ptr<Load>> open_load(std::string_view token) {
    return Load::open(place_of(context_), token, kind_.name, connectors::origin_of(kind_, header_.source), kinds_);
  }

  core::Result<> fetch_into(archive::SegmentWriter& writer, std::optional<archive::SegmentInfo> unfinished,
                            const std::vector<warehouse::CheckpointRow>& checkpoints, const std::stop_token& stop,
                            const ProgressConsumer& progress, Extraction& extraction) {
    auto& source = *extraction.source;
    extraction.load = SLUSS_TRY(open_load(header_.token));
    LatestObjects latest(context_, header_.job, header_.source, source.server());
    RunSink sink(context_.archive, writer, *extraction.load, checkpoints, latest, std::move(unfinished), progress);
    auto extent = SLUSS_TRY(source.extract(sink, stop));
    SLUSS_TRY(extraction.load->check_read());
    extraction.resolution = sink.resolution(std::move(extent));
    const auto& fetched = sink.last_progress();
    extraction.resolution.fetched = {
        .requests = fetched.pages, .bytes = fetched.bytes, .configuration = context_.settings.digest};
    SLUSS_TRY(archive_resolution(writer, extraction.resolution, header_.began_at));
    extraction.segment = SLUSS_TRY(writer.seal());
    SLUSS_TRY(extraction.load->finish());
    extraction.requests = fetched.pages;
    extraction.bytes = fetched.bytes;
    extraction.resumed = extraction.resolution.resumed;
    extraction.details = details_of(header_.context, extraction.resolution);
    return {};
  }

  Context& context_;
  const connectors::Kind& kind_;
  archive::SegmentHeader header_;
  PeriodKinds kinds_;
};

}  // namespace

std::string run_token(std::string_view job, core::Instant at) {
  std::string compact;
  for (const char c : core::to_text(at)) {
    if (c >= '0' && c <= '9') compact += c;
  }
  compact.resize(20, '0');  // to the microsecond
  return std::string(job) + "-" + compact;
}

PeriodKinds period_kinds_of(const Context& context, std::string_view origin) {
  PeriodKinds kinds;
  const auto prefix = std::string(origin) + ":";
  for (const auto& [id, kind] : context.period_kinds) {
    if (id.starts_with(prefix)) kinds.emplace(id.substr(prefix.size()), kind);
  }
  return kinds;
}

namespace {

/// Those of this job's queries, unless it queried another server when it ran last: what that one had sent is not what
/// this one has sent.
core::Result<std::vector<warehouse::CheckpointRow>> checkpoints_of(Context& context, const settings::Job& job,
                                                                   const connectors::Source& source) {
  auto checkpoints = SLUSS_TRY(context.warehouse.checkpoints(job.name));
  if (checkpoints.empty()) return checkpoints;
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  const auto last = SLUSS_TRY(warehouse::ledger::last_of(*reader, job.name));
  if (!last) return checkpoints;
  if (last->source == job.source && !queried_another(last->details, source.server())) return checkpoints;
  core::log::info("run.other_server", "the job asks another source than when it ran last: all is fetched in full",
                  {{"job", job.name}, {"run", last->id.value}});
  checkpoints.clear();
  return checkpoints;
}

}  // namespace

core::Result<> extract(Context& context, const settings::Job& job, const settings::Source& source,
                       const connectors::Kind& kind, const RunOptions& options, std::stop_token stop,
                       const ProgressConsumer& progress, Extraction& extraction) {
  const auto began = context.clock.now();
  extraction.scratch.emplace(SLUSS_TRY(Scratch::make(context.files, context.staging_folder, job.name)));
  auto setup = setup_of(context.settings, source, &job, context.clock, options.full);
  setup.scratch = extraction.scratch->folder();
  setup.stop = stop;
  setup.shared = context.shared;
  // The source's, once it has requested one; it outlives this function.
  const auto client = std::make_shared<std::shared_ptr<connectors::http::Client>>();
  setup.http = [client, make = setup.http]() -> core::Result<std::shared_ptr<connectors::http::Client>> {
    *client = SLUSS_TRY(make());
    return *client;
  };
  extraction.source = SLUSS_TRY(context.open ? context.open(kind, std::move(setup)) : kind.open(std::move(setup)));
  const auto& opened = *extraction.source;
  const auto checkpoints = SLUSS_TRY(checkpoints_of(context, job, opened));
  auto kinds = period_kinds_of(context, connectors::origin_of(kind, source.name));
  const auto plan = SLUSS_TRY(described(opened, job, kind, kinds));
  archive::SegmentHeader header;
  header.source = source.name;
  header.job = job.name;
  header.token = run_token(job.name, began);
  header.plan_digest = plan_digest(plan, checkpoints);
  header.context = core::json_text(plan);
  header.began_at = began;
  header.rules = warehouse::rules_now;
  std::optional<archive::SegmentInfo> whole;
  if (kind.resumes) {
    whole = SLUSS_TRY(fetched_before(context, header));
  }
  SegmentFetch fetch(context, kind, std::move(header), std::move(kinds));
  SLUSS_TRY(whole ? fetch.read_again(*whole, extraction) : fetch.fetch(checkpoints, stop, progress, extraction));
  SLUSS_KILL_POINT("run.extracted");
  if (!whole && *client) extraction.ahead_of_servers = (*client)->ahead_of_servers();
  return {};
}

}  // namespace sluss::daemon::run
