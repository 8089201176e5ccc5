// Runs out of meta.*, and those that failed out of the journal.
#include <tuple>

#include "daemon/serve/api/evidence.h"
#include "daemon/serve/api/run_view.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::api {

namespace journal = warehouse::journal;
namespace ledger = warehouse::ledger;

namespace {

constexpr std::int64_t most_rejects = 100;
constexpr std::int64_t most_looked_at = 5000;

RunView view_of(ledger::Run&& run) {
  RunView view;
  view.run = std::move(run.record);
  view.run.segments.clear();
  view.waiting = run.waiting;
  view.moved = run.moved;
  return view;
}

}  // namespace

core::Result<RunView> read_run(warehouse::Reader& reader, core::RunId run) {
  auto found = SLUSS_TRY(ledger::run(reader, run));
  auto view = view_of(std::move(found));
  view.run.streams = SLUSS_TRY(ledger::streams(reader, run));
  view.decision = SLUSS_TRY(read_decision(reader, view.run));
  auto held = SLUSS_TRY(ledger::held(reader, run));
  for (auto& one : held)
    view.held.push_back({.series = std::move(one.series),
                         .state = std::move(one.state),
                         .title = std::move(one.title),
                         .moved_to = one.moved_to,
                         .decided_by = one.decided_by,
                         .decided_at = one.decided_at,
                         .waited_rows = one.waited_rows});
  SLUSS_TRY(add_waiting_parts(reader, view));
  if (const auto by = decision_of(view)) view.decided_parts = SLUSS_TRY(ledger::decided_parts(reader, *by));
  SLUSS_TRY(name_areas(reader, view));
  view.findings = SLUSS_TRY(ledger::findings(reader, run));
  view.rejects = SLUSS_TRY(ledger::rejects(reader, run, most_rejects));
  auto fetched = SLUSS_TRY(ledger::fetch_totals(reader, run));
  view.requests = fetched.objects;
  view.bytes = fetched.bytes;
  view.run.segments = std::move(fetched.segments);
  return view;
}

core::Result<> add_waiting_parts(warehouse::Reader& reader, RunView& view) {
  auto parts = SLUSS_TRY(read_waiting_parts(reader, view.run.id));
  for (auto& held : view.held)
    if (const auto found = parts.find({view.run.id, held.series.series}); found != parts.end())
      held.parts = std::move(found->second);
  return {};
}

core::Result<> name_areas(warehouse::Reader& reader, RunView& view) {
  std::vector<Evidence> evidences;
  evidences.reserve(view.held.size());
  for (const auto& held : view.held) evidences.push_back(parse_evidence(held.series.evidence));
  view.area_titles = SLUSS_TRY(titles_of_areas(reader, evidences));
  return {};
}

RunView failed_view(const run::JournalRun& entry) {
  RunView view;
  view.run.job = entry.job;
  view.run.source = entry.source;
  view.run.origin = entry.origin;
  view.run.cause = "run";
  view.run.status = "failed";
  view.run.started_at = entry.started_at;
  view.run.recorded_at = entry.recorded_at;
  view.error_code = entry.error_code;
  view.error_class = entry.error_class;
  view.error = entry.error;
  view.file = entry.file;
  return view;
}

core::Result<Failures> Failures::open(run::Context& context, ErrorFilter filter) {
  Failures failures;
  failures.filter_ = std::move(filter);
  failures.index_ = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  return failures;
}

std::int64_t Failures::count() const {
  return index_ ? index_->count(journal::Group::failed) : 0;
}

core::Result<std::vector<journal::Mark>> Failures::latest(std::int64_t most) {
  std::vector<journal::Mark> marks;
  if (!index_ || most <= 0) return marks;
  SLUSS_TRY(index_->latest_first({journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    marks.push_back(mark);
    return std::ssize(marks) < most;
  }));
  return marks;
}

core::Result<std::vector<RunView>> Failures::latest_of(const std::map<std::string, core::Instant>& jobs) {
  std::vector<RunView> views;
  if (!index_) return views;
  std::map<std::uint64_t, core::Instant> sought;
  for (const auto& [job, after] : jobs) sought.emplace(journal::job_key(job), after);
  std::int64_t looked_at = 0;
  SLUSS_TRY(index_->latest_first({journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    if (const auto job = sought.find(mark.job); job != sought.end()) {
      if (mark.at >= job->second) {
        auto view = SLUSS_TRY(read(mark));
        views.push_back(std::move(view));
      }
      sought.erase(job);
    }
    return !sought.empty() && ++looked_at < most_looked_at;
  }));
  return views;
}

core::Result<std::vector<RunView>> Failures::of_jobs(const std::set<std::string>& jobs, std::int64_t most) {
  std::vector<RunView> views;
  if (!index_ || jobs.empty()) return views;
  std::set<std::uint64_t> sought;
  for (const auto& job : jobs) sought.insert(journal::job_key(job));
  std::int64_t looked_at = 0;
  SLUSS_TRY(index_->latest_first({journal::Group::failed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    if (sought.contains(mark.job)) {
      auto view = SLUSS_TRY(read(mark));
      if (jobs.contains(view.run.job)) views.push_back(std::move(view));
    }
    return std::ssize(views) < most && ++looked_at < most_looked_at;
  }));
  return views;
}

core::Result<RunView> Failures::read(const journal::Mark& mark) {
  const auto run = SLUSS_TRY(run::journal_run(*index_, mark));
  auto view = failed_view(run);
  view.entry = mark.number;
  if (filter_) view.error = filter_(view.error);
  return view;
}

core::Result<std::optional<RunView>> Failures::numbered(std::int64_t entry) {
  if (!index_ || entry < 1 || entry > index_->entries()) return std::nullopt;
  const auto mark = SLUSS_TRY(index_->mark(entry));
  if (mark.group != journal::Group::failed) return std::nullopt;
  auto view = SLUSS_TRY(read(mark));
  return view;
}

core::Result<std::optional<Failures::Initiator>> Failures::initiator_of(core::RunId run) {
  if (!index_) return std::nullopt;
  std::optional<journal::Mark> found;
  SLUSS_TRY(index_->latest_first({journal::Group::committed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    if (mark.run == run) found = mark;
    return !found;
  }));
  if (!found) return std::nullopt;
  const auto entry = SLUSS_TRY(index_->read(*found));
  auto body = SLUSS_TRY(run::parse_journal_body(entry));
  return Initiator{.who = entry.who, .way = std::move(body.way)};
}

core::Result<> Failures::add_decider(RunView& view) {
  if (!view.decision) return {};
  auto initiator = SLUSS_TRY(initiator_of(view.run.id));
  if (!initiator) return {};
  view.decision->who = std::move(initiator->who);
  view.decision->way = std::move(initiator->way);
  return {};
}

void add_decider(run::Context& context, RunView& view) {
  if (!view.decision) return;
  if (auto journal = Failures::open(context)) std::ignore = journal->add_decider(view);
}

core::Result<std::vector<RunView>> read_runs(warehouse::Reader* reader, Failures& failures, std::int64_t skipped,
                                             std::int64_t most) {
  std::vector<RunView> list;
  const auto wanted = skipped + most;
  std::vector<RunView> committed;
  if (reader != nullptr) {
    auto runs = SLUSS_TRY(ledger::runs(*reader, wanted));
    for (auto& run : runs) committed.push_back(view_of(std::move(run)));
  }
  const auto failed = SLUSS_TRY(failures.latest(wanted));
  // Both are sorted already; of the failed ones only what is shown is read.
  auto run = committed.begin();
  auto mark = failed.begin();
  for (std::int64_t place = 0; place < wanted && (run != committed.end() || mark != failed.end()); ++place) {
    const bool is_run = mark == failed.end() || (run != committed.end() && run->run.recorded_at >= mark->at);
    if (is_run) {
      if (place >= skipped) list.push_back(std::move(*run));
      ++run;
    } else {
      if (place >= skipped) {
        auto view = SLUSS_TRY(failures.read(*mark));
        list.push_back(std::move(view));
      }
      ++mark;
    }
  }
  return list;
}

}  // namespace sluss::daemon::api
