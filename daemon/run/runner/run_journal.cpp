#include "daemon/run/runner/run_journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json.h"
#include "core/kill_point.h"
#include "daemon/run/replay/clock_correction.h"
#include "daemon/run/replay/replay_extents.h"

namespace sluss::daemon::run {

using nlohmann::json;
namespace journal = warehouse::journal;

namespace {

/// By the folder of its segments: an entry without an origin has that as its source.
std::string source_of_older(const JournalRun& run) {
  if (run.segments.empty()) return run.source;
  const auto& file = run.segments.back();
  return file.substr(0, file.find('/'));
}

}  // namespace

JournalRun journal_of(const RunSummary& summary) {
  JournalRun entry;
  entry.kind = summary.run.cause;
  entry.run = summary.run.id;
  entry.job = summary.run.job;
  entry.source = summary.run.source;
  entry.origin = summary.run.origin;
  entry.judged = judgement_basis_in(summary.run.details);
  entry.status = summary.run.status;
  entry.started_at = summary.run.started_at;
  entry.recorded_at = summary.run.recorded_at;
  entry.segments = summary.run.segments;
  return entry;
}

std::string journal_body(const JournalRun& run) {
  json body{{"run", run.run.value},
            {"job", run.job},
            {"source", run.source},
            {"origin", run.origin},
            {"status", run.status},
            {"started_at", run.started_at.micros},
            {"recorded_at", run.recorded_at.micros}};
  if (!run.way.empty()) body["way"] = run.way;
  if (!run.segments.empty()) body["segments"] = run.segments;
  if (run.of.value != 0) body["of"] = run.of.value;
  if (run.series) body["series"] = *run.series;
  if (run.period_kinds) body["period_kinds"] = json::parse(period_kinds_text(*run.period_kinds));
  put_extents(run.extents, body);
  if (!run.error_class.empty()) body["error_class"] = run.error_class;
  if (!run.error_code.empty()) body["error_code"] = run.error_code;
  if (!run.error.empty()) body["error"] = run.error;
  if (run.file) {
    body["file"] = {{"name", run.file->name}, {"wrong", run.file->wrong}, {"change", run.file->change}};
    if (!run.file->series.empty()) body["file"]["series"] = run.file->series;
    if (run.file->put_away) body["file"]["put_away"] = true;
    if (!run.file->order.empty()) body["file"]["order"] = run.file->order;
    if (!run.file->mark.empty()) body["file"]["mark"] = run.file->mark;
  }
  return with_basis(core::json_text(body), run.judged);
}

core::Result<JournalRun> parse_journal_body(const journal::Entry& entry) {
  try {
    const auto body = json::parse(entry.body);
    JournalRun run;
    run.kind = entry.kind;
    run.run.value = body.at("run");
    run.job = body.at("job");
    run.source = body.at("source");
    run.status = body.at("status");
    run.way = body.value("way", "");
    run.started_at.micros = body.at("started_at");
    run.recorded_at.micros = body.at("recorded_at");
    run.segments = body.value("segments", std::vector<std::string>{});
    if (body.contains("origin")) {
      run.origin = body.at("origin");
    } else {
      run.origin = std::exchange(run.source, source_of_older(run));
    }
    run.judged = judgement_basis_in(entry.body);
    run.of.value = body.value("of", std::int64_t{0});
    if (body.contains("series")) run.series = body.at("series").get<std::string>();
    if (run.kind == "replay") run.period_kinds = period_kinds_in(entry.body);
    if (run.kind == "replay") run.extents = SLUSS_TRY(extents_in(body));
    run.error_class = body.value("error_class", "");
    run.error_code = body.value("error_code", "");
    run.error = body.value("error", "");
    if (body.contains("file")) {
      const auto& file = body.at("file");
      run.file = connectors::RefusedFile{.name = file.value("name", ""),
                                         .series = file.value("series", ""),
                                         .wrong = file.value("wrong", ""),
                                         .change = file.value("change", ""),
                                         .put_away = file.value("put_away", false),
                                         .order = file.value("order", ""),
                                         .mark = file.value("mark", "")};
    }
    return run;
  } catch (const json::exception& problem) {
    return core::fail(core::ErrorClass::data, "journal.entry",
                      "entry " + std::to_string(entry.number) + " cannot be read: " + problem.what(),
                      "`sluss doctor` reads the journal through");
  }
}

core::Result<> complete_from_details(JournalRun& run, std::string_view details) {
  const auto body = json::parse(details, nullptr, false);
  if (!body.is_object()) return {};
  run.judged = judgement_basis_in(details);
  run.of.value = body.value("of", std::int64_t{0});
  if (body.contains("series") && body["series"].is_string()) run.series = body["series"].get<std::string>();
  if (run.kind == "replay") run.period_kinds = period_kinds_in(details);
  if (run.kind == "replay") run.extents = SLUSS_TRY(extents_in(body));
  return {};
}

core::Result<> append_to_journal(Context& context, const JournalRun& run) {
  SLUSS_TRY(journal::append_one(context.files, context.journal_file, context.clock.now(), run.kind, context.who,
                                journal_body(run)));
  SLUSS_KILL_POINT("journal.appended");
  return {};
}

bool is_run(std::string_view kind) {
  const auto group = journal::group_of(kind);
  return group == journal::Group::committed || group == journal::Group::failed;
}

core::Result<std::vector<JournalRun>> runs_in_journal(Context& context) {
  std::vector<JournalRun> runs;
  Corrections corrections;
  SLUSS_TRY(journal::read_through(context.files, context.journal_file, [&](journal::Entry&& entry) -> core::Result<> {
    if (entry.kind == clock_correction_kind) return add_correction(entry, corrections);
    if (!is_run(entry.kind)) return {};
    auto run = SLUSS_TRY(parse_journal_body(entry));
    runs.push_back(std::move(run));
    return {};
  }));
  for (auto& run : runs) correct(run, corrections);
  return runs;
}

core::Result<std::vector<JournalRun>> committed_in_journal(Context& context) {
  auto runs = SLUSS_TRY(runs_in_journal(context));
  std::erase_if(runs, [](const JournalRun& run) { return run.kind == "failed"; });
  std::ranges::stable_sort(runs, {}, &JournalRun::run);
  const auto [first, last] = std::ranges::unique(runs, {}, &JournalRun::run);
  runs.erase(first, last);
  return runs;
}

std::unexpected<core::Error> broken_entry(const journal::Entry& entry, std::string_view of) {
  return core::fail(core::ErrorClass::data, "journal.broken",
                    "the entry " + std::to_string(entry.number) + " of the journal is of " + std::string(of) +
                        ", and does not name what",
                    "A newer program may have written it: use that one. Else restore the journal from a backup.",
                    {.line = entry.number});
}

core::Result<JournalRun> journal_run(journal::Index& index, const journal::Mark& mark) {
  const auto entry = SLUSS_TRY(index.read(mark));
  return parse_journal_body(entry);
}

core::Result<std::vector<journal::Mark>> committed_marks(journal::Index& index,
                                                         const std::function<bool(core::RunId)>& wanted) {
  std::vector<journal::Mark> marks;
  SLUSS_TRY(index.latest_first({journal::Group::committed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    if (wanted(mark.run)) marks.push_back(mark);
    return true;
  }));
  std::ranges::reverse(marks);
  std::ranges::stable_sort(marks, {}, &journal::Mark::run);
  const auto [first, last] = std::ranges::unique(marks, {}, &journal::Mark::run);
  marks.erase(first, last);
  return marks;
}

}  // namespace sluss::daemon::run
