// "/", "/korningar", "/kalender", and the buttons of jobs.
#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <tuple>

#include "connectors/registry.h"
#include "daemon/serve/api/decision.h"
#include "daemon/serve/api/waiting_parts.h"
#include "daemon/serve/door/identity.h"
#include "daemon/serve/door/without_paths.h"
#include "daemon/serve/pages/desk.h"
#include "daemon/serve/pages/held_words.h"
#include "daemon/serve/pages/read_views.h"
#include "daemon/serve/schedule/calendar.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_held.h"

namespace sluss::daemon::pages {
namespace {

using door::Request;
using door::Response;
using door::Role;
using PageContent = Desk::PageContent;
constexpr std::int64_t runs_a_page = 25;
constexpr std::int64_t most_waiting = 200;
constexpr std::size_t coming_on_overview = 6;
constexpr std::int64_t most_publications = 40;
constexpr std::int64_t most_fetched = 100;
constexpr std::int64_t most_failures_looked_at = 100;
constexpr std::ptrdiff_t most_other_attempts = 10;

core::Result<> count_errors(warehouse::Reader& reader, std::map<std::string, LastRun>& last) {
  std::vector<core::RunId> runs;
  runs.reserve(last.size());
  for (const auto& [job, run] : last) runs.push_back(run.run);
  const auto sums = SLUSS_TRY(warehouse::ledger::run_sums(reader, runs));
  for (auto& [job, run] : last) {
    if (const auto sum = sums.find(run.run); sum != sums.end()) run.errors = sum->second.errors;
    if (run.status != "held") continue;
    run.hold = SLUSS_TRY(api::whole_hold_state(reader, run.run));
    if (!run.hold.empty() && run.hold != "waiting")
      run.errors = SLUSS_TRY(api::errors_after_decision(reader, run.run, run.hold));
  }
  return {};
}

core::Result<> fill_from_warehouse(const Desk& desk, HomeView& view, std::map<std::string, LastRun>& last,
                                   const std::stop_token& stop) {
  const auto descriptions = SLUSS_TRY(desk.descriptions());
  const auto opened = desk.house().reader(true, stop);
  if (!opened && opened.error().code == "warehouse.empty") {
    view.loaded = view.calendar_fetched = false;
    for (const auto& one : descriptions)
      view.datasets.push_back(
          {.name = one.name, .title = one.title, .purpose = one.purpose, .rows = {}, .changed = {}, .checked = {}});
    return {};
  }
  if (!opened) return std::unexpected(opened.error());
  auto& reader = **opened;
  last = SLUSS_TRY(read_last_runs(reader));
  SLUSS_TRY(count_errors(reader, last));
  const auto last_run = SLUSS_TRY(warehouse::ledger::last_run(reader));
  view.loaded = last_run.value != 0;
  view.datasets = SLUSS_TRY(read_datasets(reader, descriptions, *desk.house().settings(), desk.house().files));
  const auto announced = std::ranges::find(view.datasets, "publiceringskalender", &DatasetView::name);
  view.calendar_fetched = announced == view.datasets.end() ? view.loaded : announced->checked.has_value();
  const auto waiting = SLUSS_TRY(read_waiting(reader, most_waiting));
  for (const auto& held : waiting)
    view.waiting.push_back({held.run, held.series.series, held.title, held.file, holds_whole_load(held.series.gate)});
  const auto calendar = SLUSS_TRY(read_calendar(reader, static_cast<std::int64_t>(coming_on_overview)));
  view.late = std::ssize(calendar.late);
  for (const auto& one : calendar.coming) view.coming.push_back({one.title, one.period, one.kind, one.day});
  return {};
}

/// A failure later than the last run that went through.
core::Result<> add_failures(const Desk& desk, const std::vector<door::JobState>& jobs,
                            std::map<std::string, LastRun>& last) {
  std::map<std::string, core::Instant> after;
  for (const auto& job : jobs) {
    const auto known = last.find(job.job);
    after.emplace(job.job, known == last.end() ? core::Instant{} : known->second.at);
  }
  auto failures = SLUSS_TRY(desk.house().failures());
  const auto failed_last = SLUSS_TRY(failures.latest_of(after));
  for (const auto& failed : failed_last) {
    last[failed.run.job] = {.run = {},
                            .status = "failed",
                            .at = failed.run.recorded_at,
                            .error_code = failed.error_code,
                            .error_class = failed.error_class,
                            .error = failed.error,
                            .entry = failed.entry};
  }
  return {};
}

core::Result<std::vector<api::RejectedFile>> read_rejected(const Desk& desk, const std::vector<door::JobState>& jobs,
                                                           const std::stop_token& stop) {
  std::set<std::string> names;
  for (const auto& job : jobs) names.insert(job.job);
  auto failures = SLUSS_TRY(desk.house().failures());
  std::unique_ptr<warehouse::Reader> reader;
  return api::rejected_files(failures, names, [&]() -> core::Result<warehouse::Reader*> {
    if (reader) return reader.get();
    auto opened = desk.house().reader(false, stop);
    if (!opened && opened.error().code != "warehouse.empty") return std::unexpected(opened.error());
    if (opened) reader = *std::move(opened);
    return reader.get();
  });
}

/// "Kolada" of a source that is called as its kind; another one has a name of its own in the configuration: "Källan
/// lokal".
std::string source_title(const settings::Settings& settings, const std::string& source) {
  const auto found = std::ranges::find(settings.sources, source, &settings::Source::name);
  const auto* kind = found == settings.sources.end() ? nullptr : connectors::find_kind(found->kind);
  return kind == nullptr || kind->name != source || kind->attribution.empty() ? "Källan " + source
                                                                              : std::string(kind->title);
}

/// Its kind announces files that somebody puts in.
bool takes_files(const settings::Settings& settings, const std::string& source) {
  const auto found = std::ranges::find(settings.sources, source, &settings::Source::name);
  const auto* kind = found == settings.sources.end() ? nullptr : connectors::find_kind(found->kind);
  return kind != nullptr && connectors::find_event(*kind, "file") != nullptr;
}

/// Of an existing job only: what a stranger wrote into an address is not shown.
std::string notice_of(const Request& request, const std::vector<door::JobState>& jobs) {
  const auto done = value_of(request.query, "klart");
  const auto job = value_of(request.query, "jobb");
  if (std::ranges::find(jobs, job, &door::JobState::job) == jobs.end()) return {};
  if (done == "kor") return job + " har startats.";
  if (done == "pausa") return job + " är pausat.";
  if (done == "ateruppta") return job + " är återupptaget.";
  return {};
}

core::Result<PageContent> home(const Desk& desk, const Request& request, const std::stop_token& stop) {
  const auto state = desk.context().operations.state();
  HomeView view{.now = desk.now(),
                .ready = state.ready,
                .why_not = state.why_not,
                .jobs = {},
                .unclaimed = state.unclaimed,
                .troubles = state.blind,
                .datasets = {},
                .waiting = {},
                .late = 0,
                .coming = {},
                .may_operate = Desk::may_operate(request),
                .token = request.form_token};
  std::map<std::string, LastRun> last;
  SLUSS_TRY(fill_from_warehouse(desk, view, last, stop));
  const auto through = last;
  SLUSS_TRY(add_failures(desk, state.jobs, last));
  const auto settings = desk.house().settings();
  auto rejected = SLUSS_TRY(read_rejected(desk, state.jobs, stop));
  api::mark_gone(rejected, state.refused);
  for (const auto& job : state.jobs) {
    JobView shown{.state = job,
                  .last = {},
                  .source_title = source_title(*settings, job.source),
                  .of_files = takes_files(*settings, job.source)};
    if (const auto found = last.find(job.job); found != last.end()) shown.last = found->second;
    std::ranges::copy_if(rejected, std::back_inserter(shown.rejected),
                         [&](const api::RejectedFile& one) { return one.job == job.job; });
    shown.waits = shown.last && std::ranges::any_of(view.waiting, [&](const WaitingView& one) {
                    return one.whole && one.run == shown.last->run;
                  });
    if (const auto found = through.find(job.job); found != through.end()) shown.succeeded = found->second.at;
    view.jobs.push_back(std::move(shown));
  }
  return PageContent{.title = "Översikt",
                     .section = Section::overview,
                     .content = home_page(view),
                     .notice = notice_of(request, state.jobs)};
}

core::Result<PageContent> runs(const Desk& desk, const Request& request, const std::stop_token& stop) {
  RunsView view{.now = desk.now(), .runs = {}, .steps = {}};
  auto failures = SLUSS_TRY(desk.house().failures());
  auto total = failures.count();
  const auto opened = desk.house().reader(false, stop);
  if (!opened && opened.error().code != "warehouse.empty") return std::unexpected(opened.error());
  auto* const reader = opened ? opened->get() : nullptr;
  if (reader != nullptr) {
    const auto recorded = SLUSS_TRY(warehouse::ledger::count_runs(*reader));
    total += recorded;
  }
  auto& steps = view.steps;
  steps.pages = std::max<std::int64_t>(1, (total + runs_a_page - 1) / runs_a_page);
  steps.page = std::min(whole_number(value_of(request.query, "sida")).value_or(1), steps.pages);
  const auto to = [](std::int64_t number) { return url({"korningar"}, {{"sida", std::to_string(number)}}); };
  if (steps.page > 1) steps.previous = to(steps.page - 1);
  if (steps.page < steps.pages) steps.next = to(steps.page + 1);
  view.runs = SLUSS_TRY(api::read_runs(reader, failures, (steps.page - 1) * runs_a_page, runs_a_page));
  if (reader != nullptr) {
    std::vector<core::RunId> shown;
    for (const auto& one : view.runs)
      if (one.run.id.value > 0) shown.push_back(one.run.id);
    view.sums = SLUSS_TRY(warehouse::ledger::run_sums(*reader, shown));
    view.files = SLUSS_TRY(api::files_of(*reader, shown));
  }
  return PageContent{.title = "Körningar", .section = Section::runs, .content = runs_page(view), .notice = ""};
}

/// Who may not operate the daemon need not know where it keeps its files.
void keep_paths_out(api::RunView& run) {
  for (auto& finding : run.findings)
    for (auto* text : {&finding.what, &finding.remedy, &finding.subject}) *text = door::without_paths(*text);
  for (auto& reject : run.rejects)
    for (auto* text : {&reject.object, &reject.shown}) *text = door::without_paths(*text);
}

core::Result<PageContent> run(const Desk& desk, const Request& request, core::RunId number,
                              const std::stop_token& stop) {
  const auto reader = SLUSS_TRY(desk.house().reader(false, stop));
  RunPageView view{.now = desk.now(), .run = {}, .fetched = {}, .may_operate = Desk::may_operate(request)};
  view.run = SLUSS_TRY(api::read_run(*reader, number));
  if (view.run.decision && view.may_operate) {
    // The decision is shown without who made it when the journal cannot be read.
    if (auto journal = desk.house().failures()) std::ignore = journal->add_decider(view.run);
  }
  if (const auto by = api::decision_of(view.run); by && view.may_operate) {
    if (auto journal = desk.house().failures())
      if (const auto who = journal->initiator_of(*by); who && *who) view.run.decider = door::person_of((*who)->who);
  }
  if (!view.may_operate) keep_paths_out(view.run);
  view.fetched = SLUSS_TRY(warehouse::ledger::fetches_by_query(*reader, number, most_fetched));
  return PageContent{.title = "Körning " + std::to_string(number.value),
                     .section = Section::runs,
                     .content = run_page(view),
                     .notice = ""};
}

/// Nothing when that entry of the journal is no failed run.
core::Result<std::optional<PageContent>> failed_run(const Desk& desk, std::int64_t entry) {
  auto failures = SLUSS_TRY(desk.house().failures());
  auto found = SLUSS_TRY(failures.numbered(entry));
  if (!found) return std::optional<PageContent>();
  FailedPageView view{.now = desk.now(), .run = *std::move(found), .others = {}};
  const auto marks = SLUSS_TRY(failures.latest(most_failures_looked_at));
  for (const auto& mark : marks) {
    if (mark.number == entry) continue;
    auto other = SLUSS_TRY(failures.read(mark));
    if (other.run.job == view.run.run.job) view.others.push_back(std::move(other));
    if (std::ssize(view.others) == most_other_attempts) break;
  }
  const auto title = "Misslyckad körning " + std::to_string(entry);
  return std::optional(
      PageContent{.title = title, .section = Section::runs, .content = failed_page(view), .notice = ""});
}

/// The next ones of each, as far as they are planned.
core::Result<std::vector<DeadlineView>> deadlines(const Desk& desk) {
  constexpr std::size_t most_of_each = 3;
  const auto last = desk.now().plus(std::chrono::hours(24 * 366));
  std::vector<DeadlineView> list;
  const auto settings = desk.house().settings();
  for (const auto& deadline : settings->deadlines) {
    const auto days = SLUSS_TRY(schedule::Calendar::parse(deadline.day));
    // One that falls on this day is still to come.
    auto from = core::end_of_swedish_day({core::swedish_day(desk.now()).days - 1}).plus(std::chrono::microseconds(-1));
    for (std::size_t i = 0; i < most_of_each; ++i) {
      const auto next = days.next_after(from);
      if (!next || *next > last) break;
      list.push_back({deadline.name, core::swedish_day(*next)});
      from = *next;
    }
  }
  std::ranges::stable_sort(list, {}, &DeadlineView::day);
  return list;
}

core::Result<PageContent> calendar(const Desk& desk, const std::stop_token& stop) {
  const auto reader = SLUSS_TRY(desk.house().reader(true, stop));
  auto view = SLUSS_TRY(read_calendar(*reader, most_publications));
  view.now = desk.now();
  view.deadlines = SLUSS_TRY(deadlines(desk));
  for (const auto& job : desk.context().operations.state().jobs)
    if (job.next) view.slots.push_back({job.job, *job.next});
  std::ranges::sort(view.slots, {}, &SlotView::at);
  return PageContent{.title = "Kalender", .section = Section::calendar, .content = calendar_page(view), .notice = ""};
}

Response ask_pause(const Desk& desk, const Request& request, const std::stop_token&) {
  const auto job = value_of(request.parameters, "jobb");
  for (const auto& state : desk.context().operations.state().jobs)
    if (state.job == job)
      return desk.page(request, {.title = "Pausa " + job,
                                 .section = Section::overview,
                                 .content = pause_page(state, request.form_token),
                                 .notice = ""});
  return desk.missing(request, "Jobbet finns inte. Kanske har inställningarna ändrats.");
}

std::optional<core::Instant> pause_until(const Request& request, core::Instant now) {
  const auto until = value_of(request.form, "till");
  if (until == "morgon") return now.plus(std::chrono::hours(24));
  if (until == "vecka") return now.plus(std::chrono::hours(24 * 7));
  return std::nullopt;
}

Response done(const Desk& desk, const Request& request, const core::Result<>& result, const char* what) {
  if (!result) return desk.trouble(request, result.error());
  return redirect(url({}, {{"klart", what}, {"jobb", value_of(request.parameters, "jobb")}}));
}

}  // namespace

void add_overview_routes(Routes& routes, const std::shared_ptr<const Desk>& desk) {
  const auto add = [&](const char* method, const char* pattern, Role role, auto answer, const char* action = "") {
    routes.push_back({.method = method,
                      .pattern = pattern,
                      .role = role,
                      .open = false,
                      .handler = [desk, answer](const Request& request,
                                                const std::stop_token& stop) { return answer(*desk, request, stop); },
                      .action = action});
  };
  add("GET", "/", Role::reader, [](const Desk& d, const Request& r, const std::stop_token& stop) {
    return d.page_or_trouble(r, home(d, r, stop));
  });
  add("GET", "/korningar", Role::reader, [](const Desk& d, const Request& r, const std::stop_token& stop) {
    return d.page_or_trouble(r, runs(d, r, stop));
  });
  add("GET", "/korningar/{korning}", Role::reader, [](const Desk& d, const Request& r, const std::stop_token& stop) {
    const auto number = whole_number(value_of(r.parameters, "korning"));
    if (!number) return d.missing(r, "Det finns ingen sådan körning.");
    auto shown = run(d, r, {*number}, stop);
    if (!shown && shown.error().code == "usage.run")
      return d.missing(r, "Det finns ingen körning " + std::to_string(*number) + ".");
    return d.page_or_trouble(r, std::move(shown));
  });
  add("GET", "/korningar/misslyckad/{nummer}", Role::reader,
      [](const Desk& d, const Request& r, const std::stop_token&) {
        const auto number = whole_number(value_of(r.parameters, "nummer"));
        auto shown = number ? failed_run(d, *number) : std::optional<PageContent>();
        if (!shown) return d.trouble(r, shown.error());
        if (!*shown) return d.missing(r, "Det finns ingen sådan misslyckad körning.");
        return d.page(r, **std::move(shown));
      });
  add("GET", "/kalender", Role::reader, [](const Desk& d, const Request& r, const std::stop_token& stop) {
    return d.page_or_trouble(r, calendar(d, stop));
  });
  add("GET", "/jobb/{jobb}/pausa", Role::operator_, ask_pause);
  add(
      "POST", "/jobb/{jobb}/kor", Role::operator_,
      [](const Desk& d, const Request& r, const std::stop_token&) {
        return done(d, r, d.context().operations.run(value_of(r.parameters, "jobb"), false, r.identity.name), "kor");
      },
      "job.run");
  add(
      "POST", "/jobb/{jobb}/pausa", Role::operator_,
      [](const Desk& d, const Request& r, const std::stop_token&) {
        return done(
            d, r,
            d.context().operations.pause(value_of(r.parameters, "jobb"), pause_until(r, d.now()), r.identity.name),
            "pausa");
      },
      "job.pause");
  add(
      "POST", "/jobb/{jobb}/ateruppta", Role::operator_,
      [](const Desk& d, const Request& r, const std::stop_token&) {
        return done(d, r, d.context().operations.resume(value_of(r.parameters, "jobb"), r.identity.name), "ateruppta");
      },
      "job.resume");
}

}  // namespace sluss::daemon::pages
