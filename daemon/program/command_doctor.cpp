// doctor: a check of the whole installation, and what mends the state (--rebuild, --clock-is-right, --correct-runs).
// Each line is a thing that was checked, how it is, and the remedy; doctor_*.cpp examine them.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/numbers.h"
#include "daemon/program/by_daemon.h"
#include "daemon/program/commands.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/doctor_bundle.h"
#include "daemon/program/doctor_diagnosis.h"
#include "daemon/program/doctor_state.h"
#include "daemon/program/lock_state.h"
#include "daemon/program/workspace.h"
#include "daemon/run/replay/clock_correction.h"
#include "daemon/run/replay/rebuild.h"
#include "daemon/run/runner/clock_check.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;

std::string_view word(Health health) {
  return health == Health::well ? "well" : health == Health::warning ? "warning" : "ill";
}

core::Result<ExitCode> confirm_clock(Environment& environment, Workspace& workspace) {
  const auto& state = workspace.settings().state;
  const auto now = environment.clock.now();
  SLUSS_TRY(begin_change(environment, state, Change{.action = "clock.confirm", .object = core::to_text(now)}));
  SLUSS_TRY(lock_to_change(environment, workspace.settings(), run::StateLock::Use::shared));
  SLUSS_TRY(run::confirm_clock(environment.files, state, now));
  SLUSS_TRY(environment.output.write(environment.output.json
                                         ? core::json_text(nlohmann::json{{"confirmed_at", core::to_text(now)}}) + "\n"
                                         : "it is " + core::to_text(now) + " UTC, by your word: runs are recorded\n"));
  return ExitCode::done;
}

core::Result<run::RebuildSummary> rebuild_here(Environment& environment, Workspace& workspace) {
  SLUSS_TRY(begin_change(environment, workspace.settings().state, Change{.action = "rebuild", .object = "warehouse"}));
  SLUSS_TRY(lock_to_change(environment, workspace.settings(), run::StateLock::Use::exclusive));
  const auto rebuilt = SLUSS_TRY(workspace.place().rebuild_beside(environment.stop));
  SLUSS_TRY(workspace.place().take_into_use(rebuilt));
  return rebuilt.summary;
}

core::Result<ExitCode> rebuild(Environment& environment, Workspace& workspace) {
  environment.output.say("rebuilding the warehouse from archive and journal …");
  // The daemon audits what it is requested to do.
  auto done = SLUSS_TRY(rebuild_by_daemon(environment, workspace.settings()));
  if (!done) {
    done = SLUSS_TRY(rebuild_here(environment, workspace));
  }
  const auto& summary = *done;
  nlohmann::json shown{{"runs", summary.runs},
                       {"releases", summary.releases},
                       {"discards", summary.discards},
                       {"models_error", nullptr}};
  if (const auto& why = summary.no_models) {
    shown["models_error"] = {{"code", why->code}, {"what", why->what}, {"remedy", why->remedy}};
    environment.output.say("the models were not made; the next run makes them: " + core::describe(*why));
  }
  SLUSS_TRY(environment.output.write(
      environment.output.json ? core::json_text(shown) + "\n"
                              : "rebuilt " + core::counted(summary.runs, "run", "runs") + ", " +
                                    core::counted(summary.releases, "release", "releases") + ", " +
                                    core::counted(summary.discards, "discard", "discards") +
                                    " with their original times; the old folder is "
                                    "beside it as " +
                                    workspace.settings().warehouse_folder.filename().string() + ".before-rebuild\n"));
  return summary.no_models ? ExitCode::done_with_errors : ExitCode::done;
}

/// Confirms the clock, corrects the times, and rebuilds the warehouse with them: one change.
core::Result<ExitCode> correct_runs(Environment& environment, Workspace& workspace) {
  const auto& settings = workspace.settings();
  const auto now = environment.clock.now();
  SLUSS_TRY(begin_change(environment, settings.state, Change{.action = "clock.correct", .object = core::to_text(now)}));
  SLUSS_TRY(lock_to_change(environment, settings, run::StateLock::Use::exclusive));
  auto& context = workspace.place().context();
  const auto times = SLUSS_TRY(run::correct_times(context));
  SLUSS_TRY(run::confirm_clock(environment.files, settings.state, now));
  // Also where an earlier call recorded the times, and its rebuild did not finish.
  const auto rebuilt = SLUSS_TRY(workspace.place().rebuild_beside(environment.stop));
  SLUSS_TRY(workspace.place().take_into_use(rebuilt));
  auto list = nlohmann::json::array();
  std::string text;
  for (const auto& time : times) {
    list.push_back({{"run", time.run.value},
                    {"job", time.job},
                    {"was", core::to_text(time.recorded)},
                    {"recorded_at", core::to_text(time.right)}});
    text += "run " + std::to_string(time.run.value) + " of " + time.job + ": " + core::to_text(time.recorded) +
            " is now " + core::to_text(time.right) + "\n";
  }
  if (times.empty()) text = "no run is recorded in the future\n";
  text += "rebuilt " + core::counted(rebuilt.summary.runs, "run", "runs") + "; the old folder is beside it as " +
          settings.warehouse_folder.filename().string() + ".before-rebuild\n";
  SLUSS_TRY(environment.output.write(
      environment.output.json
          ? core::json_text(nlohmann::json{{"corrected", list}, {"runs", rebuilt.summary.runs}}) + "\n"
          : text));
  return rebuilt.summary.no_models ? ExitCode::done_with_errors : ExitCode::done;
}

/// With a clock that is behind, every run would seem to be in the future.
core::Result<> check_clock_is_confirmed(const Invocation& invocation) {
  if (!invocation.has("--correct-runs") || invocation.has("--clock-is-right")) return {};
  return core::fail(core::ErrorClass::config, "usage.clock", "--correct-runs goes by this machine's clock",
                    "See that it is right (timedatectl), and say so: sluss doctor --clock-is-right --correct-runs");
}

/// A bundle shows the state as it is; it does not go with what changes it.
core::Result<> check_one_thing(const Invocation& invocation) {
  if (!invocation.has("--bundle") || !(invocation.has("--rebuild") || invocation.has("--clock-is-right"))) return {};
  return core::fail(core::ErrorClass::config, "usage.bundle",
                    "--bundle goes with neither --rebuild nor --clock-is-right", "Call it by itself, before or after.");
}

}  // namespace

core::Result<ExitCode> command_doctor(Environment& environment) {
  SLUSS_TRY(check_one_thing(environment.invocation));
  SLUSS_TRY(check_clock_is_confirmed(environment.invocation));
  const bool changes = environment.invocation.has("--rebuild") || environment.invocation.has("--clock-is-right");
  std::vector<Diagnosis> diagnoses;
  const auto workspace =
      SLUSS_TRY(changes ? Workspace::open(environment) : open_despite_errors(environment, diagnoses));
  const bool wrong = !diagnoses.empty();
  fs::path bundle;
  if (environment.invocation.has("--bundle")) {
    bundle = SLUSS_TRY(bundle_place(environment, workspace->settings()));
  }
  if (environment.invocation.has("--correct-runs")) return correct_runs(environment, *workspace);
  if (environment.invocation.has("--clock-is-right")) return confirm_clock(environment, *workspace);
  if (environment.invocation.has("--rebuild")) return rebuild(environment, *workspace);
  const bool may_open = examine_caller(environment, workspace->settings(), diagnoses);
  if (!wrong) examine_configuration(environment, workspace->settings(), diagnoses);
  examine_folders(environment.files, *workspace, diagnoses);
  examine_generations(*workspace, may_open, diagnoses);
  examine_archive(environment.files, *workspace, environment.invocation.has("--full"), diagnoses);
  examine_journal(environment, *workspace, may_open, diagnoses);
  examine_time(environment, *workspace, may_open, diagnoses);
  const auto now = environment.clock.now();
  examine_backups(environment.files, workspace->place().context().journal_file, now, diagnoses);
  if (!wrong) examine_notifications(environment.files, workspace->settings(), diagnoses);
  if (!wrong) examine_door(environment, workspace->settings(), diagnoses);
  if (!wrong) examine_machine(environment, workspace->settings(), diagnoses);
  if (!wrong && environment.invocation.has("--connect")) examine_network(environment, workspace->settings(), diagnoses);
  auto list = nlohmann::json::array();
  std::string text;
  bool any_ill = false;
  for (const auto& diagnosis : diagnoses) {
    any_ill = any_ill || diagnosis.health == Health::ill;
    list.push_back({{"subject", diagnosis.subject},
                    {"health", word(diagnosis.health)},
                    {"what", diagnosis.what},
                    {"remedy", diagnosis.remedy}});
    const std::string state(word(diagnosis.health));
    text += state + std::string(9 - state.size(), ' ') + diagnosis.subject + ": " + diagnosis.what + "\n";
    if (!diagnosis.remedy.empty()) text += "         " + diagnosis.remedy + "\n";
  }
  if (bundle.empty()) {
    SLUSS_TRY(environment.output.write(environment.output.json ? core::json_text(list) + "\n" : text));
  } else {
    SLUSS_TRY(write_bundle(environment, *workspace, bundle, core::json_text(list, 2) + "\n", may_open));
  }
  return any_ill ? ExitCode::failed : ExitCode::done;
}

}  // namespace sluss::daemon::program
