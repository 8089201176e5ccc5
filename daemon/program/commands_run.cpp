// run, release, discard, replay: what writes to the warehouse.
#include "connectors/registry.h"
#include "core/log.h"
#include "core/numbers.h"
#include "daemon/program/by_daemon.h"
#include "daemon/program/commands.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/progress.h"
#include "daemon/program/run_text.h"
#include "daemon/program/workspace.h"
#include "daemon/run/hold/release_or_discard.h"
#include "daemon/run/replay/replay.h"
#include "daemon/run/state/disk.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/settings/draft.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::program {
namespace {

using api::RunView;

/// Held weighs more than a finding: a person must decide before the figures are whole.
ExitCode exit_code_of(const run::RunSummary& summary) {
  if (summary.run.status == "held" || !summary.held.empty()) return ExitCode::held;
  if (summary.has_error_finding() || !summary.publish_errors.empty()) return ExitCode::done_with_errors;
  return ExitCode::done;
}

/// A discard counts nothing itself: what is open, and what it dropped, is in the warehouse.
core::Result<> add_decision(Workspace& workspace, RunView& view) {
  if (view.run.cause != "discard" && view.run.cause != "release") return {};
  const auto reader = SLUSS_TRY(workspace.reader(false));
  const auto known = SLUSS_TRY(warehouse::ledger::run(*reader, view.run.id));
  view.run.rows = known.record.rows;
  view.decision = SLUSS_TRY(api::read_decision(*reader, view.run));
  api::add_decider(workspace.place().context(), view);
  return {};
}

core::Result<ExitCode> report(Environment& environment, Workspace& workspace, const run::RunSummary& summary) {
  RunView view;
  view.run = summary.run;
  for (const auto& series : summary.held) view.held.push_back({series, "waiting"});
  view.waiting = static_cast<std::int64_t>(summary.held.size());
  view.findings = summary.findings;
  view.requests = summary.requests;
  view.bytes = summary.bytes;
  view.own_area = workspace.settings().municipality;
  SLUSS_TRY(add_decision(workspace, view));
  if (!view.held.empty()) {
    const auto reader = SLUSS_TRY(workspace.reader(false));
    SLUSS_TRY(api::add_waiting_parts(*reader, view));
    SLUSS_TRY(api::name_areas(*reader, view));
  }
  if (environment.output.json) {
    SLUSS_TRY(environment.output.write(run_json(view) + "\n"));
  } else {
    std::string text = run_text(view);
    if (summary.resumed) text += "  went on with what an unfinished run had fetched\n";
    for (const auto& model : summary.models) {
      if (model.changed) text += "  " + model.name + ": " + core::counted(model.rows, "row", "rows") + "\n";
    }
    for (const auto& delivery : summary.deliveries) {
      for (const auto& place : delivery.places) text += "  published " + place + "\n";
      // Why one failed is printed with the errors.
      if (!delivery.places.empty() && !delivery.note.empty())
        text += "    " + delivery.dataset + ": " + delivery.note + "\n";
    }
    if (!environment.output.quiet) SLUSS_TRY(environment.output.write(text));
  }
  if (!summary.publish_errors.empty()) environment.output.errors(summary.publish_errors);
  return exit_code_of(summary);
}

core::Result<core::RunId> last_run(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  const auto reader = SLUSS_TRY(workspace->reader(false));
  return warehouse::ledger::run_named(*reader, "last");
}

core::Result<core::RunId> run_argument(Environment& environment, const std::string& text) {
  if (text == "last") return last_run(environment);
  const auto number = warehouse::ledger::run_number(text);
  if (!number) {
    return core::fail(
        core::ErrorClass::config, "usage.run", "'" + text + "' is no run",
        "Write the number of the run that held, or `last`; `sluss status`, or the page of what is held, lists them.");
  }
  return *number;
}

std::optional<std::string> series_argument(const Invocation& invocation) {
  if (!invocation.has("SERIES")) return std::nullopt;
  return connectors::with_origin(invocation.get("SERIES"));
}

using Decision = core::Result<run::RunSummary> (*)(run::Context&, core::RunId, std::optional<std::string>,
                                                   std::stop_token);

core::Result<ExitCode> decide(Environment& environment, Decision decision) {
  const auto run = SLUSS_TRY(run_argument(environment, environment.invocation.get("RUN")));
  const auto series = series_argument(environment.invocation);
  const auto settings = SLUSS_TRY(settings_to_call(environment));
  // The daemon audits its requests.
  const auto by_daemon = SLUSS_TRY(decide_by_daemon(environment, settings, run.value, series));
  if (by_daemon) return *by_daemon;
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  SLUSS_TRY(begin_change(environment, workspace->settings().state,
                         {.action = std::string(environment.invocation.command->name),
                          .object = "run " + std::to_string(run.value) + (series ? " " + *series : "")}));
  SLUSS_TRY(workspace->prepare_to_write());
  const auto summary = SLUSS_TRY(decision(workspace->place().context(), run, series, environment.stop));
  return report(environment, *workspace, summary);
}

std::unexpected<core::Error> no_source(const settings::Settings& settings, const std::string& name) {
  std::vector<std::string> names;
  std::string all;
  for (const auto& source : settings.sources) {
    names.push_back(source.name);
    all += (all.empty() ? "" : ", ") + source.name;
  }
  const auto near = settings::nearest(name, names);
  return core::fail(core::ErrorClass::config, "source.unknown", "there is no source \"" + name + "\"",
                    (near.empty() ? "" : "Did you mean " + near + "? ") + "The sources are: " + all + ".");
}

/// As the daemon, which begins no run then either.
core::Result<> check_room(const settings::Settings& settings) {
  if (auto low = run::disk_low(run::disk_space(settings), settings.disk_least)) return std::unexpected(*std::move(low));
  return {};
}

}  // namespace

core::Result<ExitCode> command_run(Environment& environment) {
  const auto settings = SLUSS_TRY(settings_to_call(environment));
  // The daemon audits its requests.
  const auto by_daemon = SLUSS_TRY(run_by_daemon(environment, settings));
  if (by_daemon) return *by_daemon;
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  SLUSS_TRY(begin_change(environment, workspace->settings().state,
                         {.action = "run", .object = "job " + environment.invocation.get("JOB")}));
  SLUSS_TRY(check_room(workspace->settings()));
  SLUSS_TRY(workspace->prepare_to_write());
  auto& output = environment.output;
  ProgressLine line(output.terminal_error(), output.quiet, output.width());
  // On a terminal the error itself is printed below the run, once.
  const run::RunOptions options{.full = environment.invocation.has("--full"), .log_failure = !output.terminal_error()};
  auto summary = run::run_job(workspace->place().context(), environment.invocation.get("JOB"), options,
                              environment.stop, [&](const connectors::Progress& progress) {
                                line.show({.doing = progress.doing,
                                           .pages = progress.pages,
                                           .pages_expected = progress.pages_expected,
                                           .rows = progress.rows,
                                           .bytes = progress.bytes});
                              });
  line.clear();
  if (!summary) return std::unexpected(std::move(summary).error());
  return report(environment, *workspace, *summary);
}

core::Result<ExitCode> command_release(Environment& environment) {
  return decide(environment, run::release);
}
core::Result<ExitCode> command_discard(Environment& environment) {
  return decide(environment, run::discard);
}

core::Result<ExitCode> command_replay(Environment& environment) {
  const auto workspace = SLUSS_TRY(Workspace::open(environment));
  SLUSS_TRY(begin_change(environment, workspace->settings().state,
                         {.action = "replay", .object = "source " + environment.invocation.get("SOURCE")}));
  SLUSS_TRY(check_room(workspace->settings()));
  SLUSS_TRY(workspace->prepare_to_write());
  std::optional<core::Instant> since;
  if (environment.invocation.has("--since")) {
    const auto text = environment.invocation.get("--since");
    if (const auto day = core::parse_day(text)) {
      since = core::end_of_swedish_day({day->days - 1});
    } else {
      since = SLUSS_TRY(from_command_line(core::parse_instant(text), "--since"));
    }
  }
  const auto source = environment.invocation.get("SOURCE");
  const auto summary = run::replay(workspace->place().context(), source, since, environment.stop);
  if (summary) return report(environment, *workspace, *summary);
  // One that is configured no more is replayed as long as the archive has its runs.
  const bool known = settings::find_source(workspace->settings(), source) != nullptr;
  if (summary.error().code == "replay.nothing" && !known) return no_source(workspace->settings(), source);
  return std::unexpected(summary.error());
}

}  // namespace sluss::daemon::program
