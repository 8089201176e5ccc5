// runs, show, findings: what the runs did.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "daemon/cli/commands.h"
#include "daemon/cli/progress.h"
#include "daemon/cli/workspace.h"
#include "daemon/runner/run_journal.h"
#include "daemon/views/run_view.h"

namespace sluss::daemon::cli {
namespace {

using views::failed_view;
using views::read_findings;
using views::read_run;
using views::read_runs;
using views::RunView;

/// What failed left nothing in the warehouse: it stands in the journal. Oldest first.
core::Result<std::vector<runner::JournalRun>> journalled(Environment& environment, Workspace& workspace) {
  auto& context = workspace.place().context();
  if (!environment.files.exists(context.journal_file)) return std::vector<runner::JournalRun>{};
  return runner::runs_in_journal(context);
}

core::Result<RunView> last_view(Environment& environment, Workspace& workspace) {
  SLUSS_ASSIGN(const auto entries, journalled(environment, workspace));
  const bool failed_last = !entries.empty() && entries.back().kind == "failed";
  if (failed_last && !workspace.has_warehouse()) return failed_view(entries.back());
  SLUSS_ASSIGN(const auto reader, workspace.reader(false));
  SLUSS_ASSIGN(const auto newest, reader->rows("select coalesce(max(run_id), 0) from meta.run"));
  core::RunId published;
  for (const auto& entry : entries) published = std::max(published, entry.run);
  // A run that the journal does not know yet ended after the last failure that it does know.
  const core::RunId last{std::stoll(newest.front().front().value_or("0"))};
  if (failed_last && last <= published) return failed_view(entries.back());
  SLUSS_ASSIGN(const auto run, run_of(*reader, "last"));
  return read_run(*reader, run);
}

std::vector<std::string> run_row(const RunView& view) {
  const auto& run = view.run;
  const auto& rows = run.rows;
  const bool failed = run.id.value == 0;
  return {failed ? "-" : std::to_string(run.id.value),
          run.job,
          run.cause,
          run.status,
          shown_time(run.recorded_at),
          failed ? "" : grouped(rows.read),
          failed ? "" : grouped(rows.inserted),
          failed ? "" : grouped(rows.revised),
          failed ? "" : grouped(rows.deleted + rows.absent),
          failed ? "" : grouped(rows.held),
          view.error_code};
}

core::Result<std::int64_t> limit_of(const Invocation& invocation) {
  const auto text = invocation.get("--limit", "20");
  if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos) {
    return core::fail(core::ErrorClass::config, "usage.limit", "'" + text + "' is no number of runs",
                      "Write for example --limit 100.");
  }
  return std::stoll(text);
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
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  RunView view;
  if (const auto wanted = environment.invocation.get("RUN"); wanted == "last") {
    SLUSS_ASSIGN(view, last_view(environment, *workspace));
  } else {
    SLUSS_ASSIGN(const auto reader, workspace->reader(false));
    SLUSS_ASSIGN(const auto run, run_of(*reader, wanted));
    SLUSS_ASSIGN(view, read_run(*reader, run));
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? views::run_json(view) + "\n" : views::run_text(view)));
  return ExitCode::done;
}

core::Result<ExitCode> command_runs(Environment& environment) {
  SLUSS_ASSIGN(const auto limit, limit_of(environment.invocation));
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  std::vector<RunView> runs;
  if (workspace->has_warehouse()) {
    SLUSS_ASSIGN(const auto reader, workspace->reader(false));
    SLUSS_ASSIGN(runs, read_runs(*reader, limit));
  }
  SLUSS_ASSIGN(auto failures, views::failed_runs(workspace->place().context()));
  std::ranges::move(failures, std::back_inserter(runs));
  std::ranges::sort(runs, [](const RunView& a, const RunView& b) {
    return std::tie(a.run.recorded_at, a.run.id) > std::tie(b.run.recorded_at, b.run.id);
  });
  if (static_cast<std::int64_t>(runs.size()) > limit) runs.resize(static_cast<std::size_t>(limit));
  if (environment.output.json) {
    std::string text = "[";
    for (const auto& view : runs) text += (text.size() > 1 ? ",\n" : "") + views::run_json(view);
    SLUSS_TRY(environment.output.write(text + "]\n"));
    return ExitCode::done;
  }
  std::vector<std::vector<std::string>> rows;
  rows.reserve(runs.size());
  for (const auto& view : runs) rows.push_back(run_row(view));
  SLUSS_TRY(environment.output.write(text_table(
      {"run", "job", "cause", "status", "recorded", "read", "inserted", "revised", "closed", "held", "error"}, rows)));
  return ExitCode::done;
}

core::Result<ExitCode> command_findings(Environment& environment) {
  SLUSS_ASSIGN(const auto workspace, Workspace::open(environment));
  SLUSS_ASSIGN(const auto reader, workspace->reader(false));
  std::vector<core::RunId> runs;
  if (environment.invocation.has("RUN")) {
    SLUSS_ASSIGN(const auto run, run_of(*reader, environment.invocation.get("RUN")));
    runs.push_back(run);
  } else {
    SLUSS_ASSIGN(const auto rows,
                 reader->rows("select max(run_id) from meta.run where cause = 'run' group by job order by job"));
    for (const auto& row : rows) runs.push_back({std::stoll(row.front().value_or("0"))});
  }
  const auto least = least_severity(environment.invocation);
  auto list = nlohmann::json::array();
  std::string text;
  for (const auto run : runs) {
    SLUSS_ASSIGN(const auto findings, read_findings(*reader, run));
    for (const auto& f : findings) {
      if (weight(f.severity) < weight(least)) continue;
      list.push_back({{"run", run.value},
                      {"code", f.code},
                      {"severity", views::name_of(f.severity)},
                      {"subject", f.subject},
                      {"what", f.what},
                      {"remedy", f.remedy},
                      {"count", f.count}});
      text += "run " + std::to_string(run.value) + "  " + std::string(views::name_of(f.severity)) + "  " + f.code +
              "  " + f.subject + ": " + f.what + (f.count > 1 ? " (" + grouped(f.count) + ")" : "") + "\n";
      if (!f.remedy.empty()) text += "    " + f.remedy + "\n";
    }
  }
  if (text.empty()) text = "no findings\n";
  SLUSS_TRY(environment.output.write(
      environment.output.json ? list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n" : text));
  return ExitCode::done;
}

}  // namespace sluss::daemon::cli
