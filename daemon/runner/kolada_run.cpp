#include "daemon/runner/kolada_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/kolada/http_pages.h"
#include "core/json.h"
#include "core/kill_point.h"
#include "core/log.h"
#include "daemon/runner/leftovers.h"
#include "daemon/runner/run_journal.h"
#include "daemon/runner/run_sink.h"
#include "warehouse/rules.h"

namespace sluss::daemon::runner {

using nlohmann::json;
namespace kolada = connectors::kolada;
namespace archive = warehouse::archive;
namespace journal = warehouse::journal;

namespace {

constexpr std::chrono::hours clock_doubt{24};  // a clock may have been set back since a segment began
constexpr std::uint64_t most_journal_bytes = std::uint64_t{48} << 10U;

bool always_in_full(const settings::Job& job) {
  return job.values.text("full_reload") == "always";
}

core::Result<kolada::Selection> selection_of(const settings::Settings& settings, const settings::Job& job,
                                             const settings::Source& source, const RunOptions& options) {
  kolada::Selection selection;
  selection.municipality = settings.municipality;
  SLUSS_ASSIGN(selection.indicators,
               settings::expand_indicators(settings.config_folders, job.values.texts("indicators")));
  selection.areas = job.values.texts("areas");
  selection.compare = job.values.texts("compare");
  selection.units = job.values.texts("units");
  selection.per_page = static_cast<int>(source.values.integer("per_page"));
  selection.first_year = static_cast<int>(job.values.integer("first_year"));
  selection.full_reload = options.full || always_in_full(job);
  if (!always_in_full(job)) selection.full_reload_after = job.values.duration("full_reload");
  selection.overlap = job.values.duration("overlap");
  return selection;
}

json context_json(const settings::Settings& settings, const settings::Job& job, const settings::Source& source,
                  const RunOptions& options, const PeriodKinds& kinds) {
  return {{"job", job.name},
          {"source", source.name},
          {"url", source.values.text("url")},
          {"municipality", settings.municipality},
          {"indicators", job.values.texts("indicators")},
          {"areas", job.values.texts("areas")},
          {"compare", job.values.texts("compare")},
          {"units", job.values.texts("units")},
          {"first_year", job.values.integer("first_year")},
          {"full", options.full || always_in_full(job)},
          {"period_kinds", json::parse(period_kinds_text(kinds))}};
}

/// Same selection and same checkpoints: pages that an unfinished run has fetched serve this one.
std::string plan_digest(const json& selection, const std::vector<warehouse::CheckpointRow>& checkpoints) {
  json plan = selection;
  core::Instant latest;
  for (const auto& row : checkpoints) latest = std::max(latest, row.complete_at);
  plan["checkpoint"] = latest.micros;
  return core::Sha256::of(core::json_text(plan)).hex();
}

/// The pages of a run: those of the context (a benchmark's), or HTTP with the source's secrets.
struct Pages {
  std::unique_ptr<connectors::http::Client> client;
  std::unique_ptr<kolada::PageSource> source;
};

core::Result<Pages> open_pages(Context& context, const settings::Source& source) {
  Pages pages;
  if (context.pages) {
    pages.source = context.pages();
    return pages;
  }
  SLUSS_ASSIGN(auto options, settings::http_options(context.settings));
  kolada::HttpPages::Extra extra;
  for (const auto& [name, credential] : source.values.names("secret_headers")) {
    SLUSS_ASSIGN(auto secret, settings::credential(context.settings, credential));
    extra.secret_headers.emplace_back(name, std::move(secret));
  }
  for (const auto& [name, credential] : source.values.names("secret_query")) {
    SLUSS_ASSIGN(auto secret, settings::credential(context.settings, credential));
    extra.secret_query.emplace_back(name, std::move(secret));
  }
  const int parallel = options.concurrency;
  pages.client = std::make_unique<connectors::http::Client>(std::move(options), context.clock);
  pages.source = std::make_unique<kolada::HttpPages>(*pages.client, std::move(extra), parallel);
  return pages;
}

struct Segment {
  std::unique_ptr<archive::SegmentWriter> writer;
  std::optional<archive::SegmentInfo> unfinished;
};

core::Result<Segment> open_segment(Context& context, const archive::SegmentHeader& header) {
  const auto oldest = header.began_at.plus(-std::chrono::microseconds(context.resume_within));
  SLUSS_TRY(remove_leftovers(context, header.source, header.job, oldest));
  SLUSS_ASSIGN(auto unfinished, context.archive.unfinished(header.source, header.job, header.plan_digest));
  if (unfinished && unfinished->header.began_at >= oldest && !unfinished->objects.empty()) {
    core::log::info("run.resumes", "going on with what an unfinished run has fetched",
                    {{"job", header.job}, {"objects", unfinished->objects.size()}});
    SLUSS_ASSIGN(auto writer, context.archive.resume(*unfinished));
    return Segment{std::move(writer), std::move(unfinished)};
  }
  SLUSS_ASSIGN(auto writer, context.archive.begin(header));
  return Segment{std::move(writer), std::nullopt};
}

core::Result<> archive_resolution(archive::SegmentWriter& segment, const Resolution& resolution, core::Instant at) {
  const auto object = segment.open();
  SLUSS_TRY(object->write(resolution_text(resolution)));
  core::RawObject info;
  info.query = resolution_query;
  info.request = resolution_query;
  info.status = 0;
  info.media_type = "application/json";
  info.fetched_at = at;
  info.last_page = true;
  SLUSS_ASSIGN(const auto index, object->finish(info));
  (void)index;
  return {};
}

/// A whole segment of the same plan that no run has published: a run was killed or stopped, or its disk was full, after
/// everything had been fetched. Not one whose rows had something wrong in them: that would fail again.
core::Result<std::optional<archive::SegmentInfo>> fetched_before(Context& context,
                                                                 const archive::SegmentHeader& header) {
  const auto oldest = header.began_at.plus(-std::chrono::microseconds(context.resume_within));
  SLUSS_ASSIGN(auto sealed, context.archive.sealed(header.source, header.job, header.plan_digest, oldest));
  if (!sealed) return std::nullopt;
  SLUSS_ASSIGN(auto index, journal::Index::open(context.files, context.journal_file));
  const auto earliest = sealed->header.began_at.plus(-clock_doubt);
  const auto job = journal::job_key(header.job);
  bool may_serve = true;
  std::uint64_t bytes = 0;
  SLUSS_TRY(index.latest_first(
      {journal::Group::published, journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
        if (mark.at < earliest) return false;
        if (mark.job != job) return true;
        bytes += mark.length;
        if (bytes > most_journal_bytes) {
          may_serve = false;  // so many since then: to fetch once more is never wrong
          return false;
        }
        SLUSS_ASSIGN(const auto run, journal_run(index, mark));
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

core::Result<Extraction> read_again(Context& context, const archive::SegmentInfo& segment, json details) {
  core::log::info("run.resumes", "everything had been fetched by a run that did not end",
                  {{"job", segment.header.job}, {"objects", segment.objects.size()}});
  SLUSS_ASSIGN(auto staged, staging::Staging::open(context.staging_folder, segment.header.token));
  Extraction extraction;
  extraction.load = std::make_unique<Load>(std::move(staged), context.period_kinds);
  SLUSS_ASSIGN(extraction.resolution, read_segment(context.archive, segment, *extraction.load));
  SLUSS_TRY(extraction.load->finish());
  extraction.segment = segment;
  extraction.resumed = true;
  details["requests"] = 0;
  details["bytes"] = 0;
  details["resumed"] = true;
  details["complete_full"] = extraction.resolution.selected.complete_full;
  details["configuration"] = context.settings.digest;
  extraction.details = core::json_text(details);
  SLUSS_KILL_POINT("run.extracted");
  return extraction;
}

}  // namespace

std::string run_token(std::string_view job, core::Instant at) {
  std::string compact;
  for (const char c : core::to_text(at)) {
    if (c >= '0' && c <= '9') compact += c;
  }
  compact.resize(20, '0');  // to the microsecond
  return std::string(job) + "-" + compact;
}

core::Result<Extraction> extract_kolada(Context& context, const settings::Job& job, const settings::Source& source,
                                        const RunOptions& options, std::stop_token stop,
                                        const ProgressConsumer& progress) {
  const auto began = context.clock.now();
  SLUSS_ASSIGN(const auto checkpoints, context.warehouse.checkpoints(job.name));
  const auto kinds = context.period_kinds;
  const auto described = context_json(context.settings, job, source, options, kinds);
  archive::SegmentHeader header;
  header.source = source.name;
  header.job = job.name;
  header.token = run_token(job.name, began);
  header.plan_digest = plan_digest(described, checkpoints);
  header.context = core::json_text(described);
  header.began_at = began;
  header.rules = warehouse::rules_now;
  SLUSS_ASSIGN(const auto whole, fetched_before(context, header));
  if (whole) return read_again(context, *whole, described);
  SLUSS_ASSIGN(const auto selection, selection_of(context.settings, job, source, options));
  SLUSS_ASSIGN(auto segment, open_segment(context, header));

  SLUSS_ASSIGN(auto staged, staging::Staging::open(context.staging_folder, header.token));
  Extraction extraction;
  extraction.load = std::make_unique<Load>(std::move(staged), kinds);
  RunSink sink(context.archive, *segment.writer, *extraction.load, checkpoints, std::move(segment.unfinished),
               progress);
  SLUSS_ASSIGN(const auto pages, open_pages(context, source));
  kolada::Kolada connector(source.values.text("url"), *pages.source, context.clock);
  SLUSS_ASSIGN(
      const auto selected,
      connector.extract(selection, sink, stop, [&extraction](const kolada::Extracted& resolved) -> core::Result<> {
        extraction.load->select(resolved);
        return {};
      }));
  extraction.resolution = sink.resolution(selected);
  SLUSS_TRY(archive_resolution(*segment.writer, extraction.resolution, began));
  SLUSS_ASSIGN(extraction.segment, segment.writer->seal());
  SLUSS_TRY(extraction.load->finish());
  extraction.requests = sink.last_progress().pages;
  extraction.bytes = sink.last_progress().bytes;
  auto details = described;
  details["requests"] = extraction.requests;
  details["bytes"] = extraction.bytes;
  details["resumed"] = extraction.resumed = extraction.resolution.resumed;
  details["complete_full"] = selected.complete_full;
  details["configuration"] = context.settings.digest;
  extraction.details = core::json_text(details);
  SLUSS_KILL_POINT("run.extracted");
  return extraction;
}

}  // namespace sluss::daemon::runner
