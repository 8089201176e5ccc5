// runs, show, findings: what the runs did.
#include <algorithm>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "connectors/file_facts.h"
#include "connectors/registry.h"
#include "core/json.h"
#include "core/text.h"
#include "daemon/deliver/record.h"
#include "daemon/program/commands.h"
#include "daemon/program/progress.h"
#include "daemon/program/run_text.h"
#include "daemon/program/workspace.h"
#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/serve/door/known_jobs.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {

namespace journal = warehouse::journal;
namespace ledger = warehouse::ledger;

namespace {

using api::failed_view;
using api::read_run;
using api::read_runs;
using api::RunView;

/// A failed run left nothing in the warehouse: it is in the journal.
core::Result<RunView> last_view(Workspace& workspace) {
  auto& context = workspace.place().context();
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  std::optional<journal::Mark> last;
  SLUSS_TRY(index.latest_first({journal::Group::committed, journal::Group::failed},
                               [&](const journal::Mark& mark) -> core::Result<bool> {
                                 last = mark;
                                 return false;
                               }));
  std::optional<RunView> failed;
  if (last && last->group == journal::Group::failed) {
    const auto run = SLUSS_TRY(run::journal_run(index, *last));
    failed = failed_view(run);
    failed->entry = last->number;
  }
  if (failed && !workspace.place().has_warehouse()) return *std::move(failed);
  const auto reader = SLUSS_TRY(workspace.reader(false));
  // A run that the journal does not know yet ended after the last failure that it does know.
  const auto committed = SLUSS_TRY(ledger::last_run(*reader));
  if (failed && committed <= index.most_run()) return *std::move(failed);
  const auto run = SLUSS_TRY(ledger::run_named(*reader, "last"));
  return read_run(*reader, run);
}

/// Nothing before the first run. A warehouse that is missing though runs were committed is an error of opening it.
core::Result<std::unique_ptr<warehouse::Reader>> reader_of_runs(Workspace& workspace) {
  if (!workspace.place().has_warehouse()) {
    const auto lost = SLUSS_TRY(run::lost_warehouse(workspace.place().context()));
    if (!lost) return std::unique_ptr<warehouse::Reader>();
  }
  return workspace.reader(false);
}

std::unexpected<core::Error> no_failed_run(const std::string& wanted, const std::string& job) {
  const auto what = wanted != "failed" ? "'" + core::shortened(wanted, 40) + "' is no failed run"
                    : job.empty()      ? std::string("no run has failed")
                                       : "no run of \"" + core::shortened(job, 40) + "\" has failed";
  return core::fail(core::ErrorClass::config, "usage.run", what, "`sluss runs` lists the runs, failed ones too.");
}

/// A job without failed runs, or one that does not exist.
std::unexpected<core::Error> no_failure_of(const settings::Settings& settings, const std::string& job) {
  if (settings::find_job(settings, job) != nullptr) return no_failed_run("failed", job);
  std::vector<std::string> known;
  known.reserve(settings.jobs.size());
  for (const auto& one : settings.jobs) known.push_back(one.name);
  return core::fail(core::ErrorClass::config, "job.unknown", "there is no job \"" + core::shortened(job, 40) + "\"",
                    door::remedy_for_job(job, known), {.file = settings.file.string()});
}

/// "failed", of all jobs or of one, or "failed:57": its entry in the journal.
core::Result<RunView> failed_named(Workspace& workspace, const std::string& wanted, const std::string& job) {
  auto failures = SLUSS_TRY(api::Failures::open(workspace.place().context()));
  if (wanted != "failed") {
    std::int64_t entry = 0;
    const auto number = std::string_view(wanted).substr(std::string_view("failed:").size());
    const auto read = std::from_chars(number.data(), number.data() + number.size(), entry);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return no_failed_run(wanted, job);
    auto found = SLUSS_TRY(failures.numbered(entry));
    if (!found) return no_failed_run(wanted, job);
    return *std::move(found);
  }
  if (!job.empty()) {
    auto found = SLUSS_TRY(failures.latest_of({{job, core::Instant{}}}));
    if (found.empty()) return no_failure_of(workspace.settings(), job);  // one that went may have failed before
    return std::move(found.front());
  }
  const auto latest = SLUSS_TRY(failures.latest(1));
  if (latest.empty()) return no_failed_run(wanted, job);
  return failures.read(latest.front());
}

/// Of what a run held, this one series.
core::Result<> keep_series(RunView& view, const std::string& series) {
  std::erase_if(view.held, [&](const api::HeldView& held) { return held.series.series != series; });
  if (!view.held.empty()) return {};
  const auto run = view.run.id.value == 0 ? std::string("a failed run") : "run " + std::to_string(view.run.id.value);
  return core::fail(core::ErrorClass::config, "usage.series", run + " held nothing of " + core::shortened(series, 80),
                    "`sluss show RUN --all` lists what the run held.");
}

/// Rows, and the series that wait: absences hold a series without a row. "0 (64 series)".
std::string held_cell(const RunView& view) {
  const auto rows = grouped(view.run.rows.held);
  return view.waiting == 0 ? rows : rows + " (" + grouped(view.waiting) + " series)";
}

/// Why it failed; of one that did not, by which findings at ERROR it ended with 1: "run.unread and 2 more".
std::string error_cell(const RunView& view) {
  if (!view.error_code.empty()) return view.error_code;
  std::string first;
  std::int64_t errors = 0;
  for (const auto& finding : view.findings) {
    if (finding.severity != core::Severity::error) continue;
    if (errors++ == 0) first = finding.code;
  }
  return errors < 2 ? first : first + " and " + std::to_string(errors - 1) + " more";
}

std::vector<std::string> run_row(const RunView& view) {
  const auto& run = view.run;
  const auto& rows = run.rows;
  const bool failed = run.id.value == 0;
  return {failed ? api::failed_name(view.entry) : std::to_string(run.id.value),
          run.job,
          run.cause,
          api::status_text(view),
          shown_time(run.recorded_at),
          failed ? "" : grouped(rows.read),
          failed ? "" : grouped(rows.inserted),
          failed ? "" : grouped(rows.revised),
          failed ? "" : grouped(rows.deleted + rows.absent),
          failed ? "" : held_cell(view),
          error_cell(view)};
}

/// Of each job whose last run failed: why, in words, and its remedy. The runs come latest first.
std::string failures_text(const std::vector<RunView>& runs) {
  std::string text;
  std::set<std::string> seen;
  for (const auto& view : runs) {
    if (!seen.insert(view.run.job).second || view.run.id.value != 0) continue;
    text += "failed: " + view.run.job + ": " + core::one_line(view.error) + "\n";
  }
  return text.empty() ? text : text + "`sluss status` shows when they are tried next\n";
}

core::Result<std::int64_t> limit_of(const Invocation& invocation) {
  const auto text = invocation.get("--limit", "20");
  const bool number = !text.empty() && text.size() <= 6 && text.find_first_not_of("0123456789") == std::string::npos;
  const auto limit = number ? std::stoll(text) : 0;
  if (limit == 0) {
    return core::fail(core::ErrorClass::config, "usage.limit", "'" + text + "' is not a number from 1 to 999999",
                      "Write for example --limit 100.");
  }
  return limit;
}

/// What a run could not deliver, as findings of its: deliveries are in the journal, not in the warehouse. While the
/// journal cannot be read, which `sluss doctor` reports, there are none.
std::vector<core::Finding> undelivered_by(run::Context& context, core::RunId run) {
  constexpr std::int64_t most = 1000;
  std::vector<core::Finding> findings;
  if (run.value == 0) return findings;
  const auto deliveries = deliver::latest_deliveries(context.files, context.journal_file, most, run);
  if (!deliveries) return findings;
  for (const auto& recorded : *deliveries) {
    const auto& one = recorded.delivery;
    if (one.outcome != deliver::Outcome::failed) continue;
    core::Finding finding;
    finding.code = one.error_code;
    finding.severity = core::Severity::error;
    finding.subject = one.dataset + " to " + one.to;
    finding.what = "it was not delivered: " + one.note;
    finding.remedy =
        "The run is not affected. Correct what the target lacks (`sluss check --connect` tries it): the next run "
        "delivers it.";
    findings.push_back(std::move(finding));
  }
  return findings;
}

/// "no findings of severity error in runs 3, 5, the last of each job".
std::string none_found(const std::vector<core::RunId>& runs, core::Severity least, bool chosen) {
  std::string text = "no findings";
  if (least != core::Severity::info) text += " of severity " + std::string(core::name_of(least));
  if (least == core::Severity::warning) text += " or above";
  std::string numbers;
  for (const auto run : runs) numbers += (numbers.empty() ? "" : ", ") + std::to_string(run.value);
  if (!runs.empty()) text += (runs.size() == 1 ? " in run " : " in runs ") + numbers;
  return text + (chosen || runs.empty() ? "\n" : ", the last of each job\n");
}

int weight(core::Severity severity) {
  return static_cast<int>(severity);
}

core::Severity least_severity(const Invocation& invocation) {
  const auto text = invocation.get("--severity", "info");
  return text == "error" ? core::Severity::error : text == "warning" ? core::Severity::warning : core::Severity::info;
}

}  // namespace

core::Result<ExitCode> command_show(Environment& environment) {
  const auto wanted = environment.invocation.get("RUN");
  if (environment.invocation.has("--job") && wanted != "failed") {
    return core::fail(core::ErrorClass::config, "usage.job", "--job chooses among failed runs",
                      "Write sluss show failed --job " + environment.invocation.get("--job") + ".");
  }
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  RunView view;
  if (wanted == "last") {
    view = SLUSS_TRY(last_view(*workspace));
  } else if (wanted == "failed" || wanted.starts_with("failed:")) {
    view = SLUSS_TRY(failed_named(*workspace, wanted, environment.invocation.get("--job")));
  } else {
    const auto reader = SLUSS_TRY(workspace->reader(false));
    const auto run = SLUSS_TRY(ledger::run_named(*reader, wanted));
    view = SLUSS_TRY(read_run(*reader, run));
  }
  if (environment.invocation.has("SERIES"))
    SLUSS_TRY(keep_series(view, connectors::with_origin(environment.invocation.get("SERIES"))));
  api::add_decider(workspace->place().context(), view);
  view.own_area = workspace->settings().municipality;
  std::ranges::move(undelivered_by(workspace->place().context(), view.run.id), std::back_inserter(view.findings));
  SLUSS_TRY(environment.output.write(environment.output.json ? api::run_json(view) + "\n"
                                                             : run_text(view, environment.invocation.has("--all"))));
  return workspace->shown();
}

core::Result<ExitCode> command_runs(Environment& environment) {
  const auto limit = SLUSS_TRY(limit_of(environment.invocation));
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  const auto reader = SLUSS_TRY(reader_of_runs(*workspace));
  auto failures = SLUSS_TRY(api::Failures::open(workspace->place().context()));
  auto runs = SLUSS_TRY(read_runs(reader.get(), failures, 0, limit));
  for (auto& view : runs) {
    if (reader == nullptr || view.run.id.value == 0) continue;
    view.findings = SLUSS_TRY(ledger::findings(*reader, view.run.id));
  }
  if (environment.output.json) {
    std::string text = "[";
    for (const auto& view : runs) text += (text.size() > 1 ? ",\n" : "") + api::run_json(view);
    SLUSS_TRY(environment.output.write(text + "]\n"));
    return workspace->shown();
  }
  if (runs.empty()) {
    const auto& jobs = workspace->settings().jobs;
    SLUSS_TRY(
        environment.output.write("no runs yet" + (jobs.empty() ? "" : "; sluss run " + jobs.front().name) + "\n"));
    return workspace->shown();
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(runs.size());
  for (const auto& view : runs) rows.push_back(run_row(view));
  const auto text = text_table(
      {"run", "job", "cause", "status", "recorded", "read", "inserted", "revised", "closed", "held", "error"}, rows);
  SLUSS_TRY(environment.output.write(text + failures_text(runs)));
  return workspace->shown();
}

core::Result<ExitCode> command_findings(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open_to_look(environment));
  const auto reader = SLUSS_TRY(workspace->reader(false));
  std::vector<core::RunId> runs;
  if (environment.invocation.has("RUN")) {
    const auto run = SLUSS_TRY(ledger::run_named(*reader, environment.invocation.get("RUN")));
    runs.push_back(run);
  } else {
    const auto last = SLUSS_TRY(ledger::last_of_each_job(*reader));
    for (const auto& one : last) runs.push_back(one.run);
  }
  const auto least = least_severity(environment.invocation);
  auto list = nlohmann::json::array();
  std::string text;
  for (const auto run : runs) {
    auto findings = SLUSS_TRY(ledger::findings(*reader, run));
    std::ranges::move(undelivered_by(workspace->place().context(), run), std::back_inserter(findings));
    for (const auto& f : findings) {
      if (weight(f.severity) < weight(least)) continue;
      list.push_back({{"run", run.value},
                      {"code", f.code},
                      {"severity", core::name_of(f.severity)},
                      {"subject", f.subject},
                      {"what", connectors::told(f)},
                      {"remedy", f.remedy},
                      {"count", f.count}});
      text += "run " + std::to_string(run.value) + "  " + std::string(core::name_of(f.severity)) + "  " + f.code +
              "  " + f.subject + ": " + core::one_line(connectors::told(f)) +
              (f.count > 1 ? " (" + grouped(f.count) + ")" : "") + "\n";
      if (!f.remedy.empty()) text += "    " + f.remedy + "\n";
    }
  }
  if (text.empty()) text = none_found(runs, least, environment.invocation.has("RUN"));
  SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n" : text));
  return workspace->shown();
}

}  // namespace sluss::daemon::program
