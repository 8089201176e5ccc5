#include "daemon/program/by_daemon.h"

#include <functional>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/json.h"
#include "daemon/deliver/record.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/gentle_wait.h"
#include "daemon/program/progress.h"
#include "daemon/program/run_text.h"
#include "daemon/program/workspace.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/serve/api/run_view.h"
#include "warehouse/journal/index.h"

namespace sluss::daemon::program {

namespace journal = warehouse::journal;

namespace {

using nlohmann::json;

std::unexpected<core::Error> not_understood() {
  return core::fail(core::ErrorClass::data, "control.answer", "the daemon's answer is not understood",
                    "Restart the daemon after an upgrade.");
}

core::Result<json> object_of(const std::string& text) {
  auto value = json::parse(text, nullptr, false);
  if (!value.is_object()) return not_understood();
  return value;
}

ExitCode exit_code_of_run(const json& run) {
  if (run.value("status", "") == "held" || !run.value("held", json::array()).empty()) return ExitCode::held;
  for (const auto& finding : run.value("findings", json::array())) {
    if (finding.value("severity", "") == "error") return ExitCode::done_with_errors;
  }
  return ExitCode::done;
}

/// From the daemon's JSON; that of an older one has no class.
core::Error error_of(const json& error, std::string_view code, std::string remedy) {
  const auto text = [&](const char* name) { return error.is_object() ? error.value(name, "") : std::string(); };
  return core::fail(door::class_named(text("class")).value_or(core::ErrorClass::data),
                    text("code").empty() ? code : text("code"), text("what"), std::move(remedy))
      .error();
}

core::Result<ExitCode> show_failed(const json& run) {
  auto failed = error_of(run["error"], "run.failed", "The daemon's log says more; the warehouse is as it was.");
  // The journal's text begins with the code, which precedes it here.
  if (failed.what.starts_with(failed.code + ": ")) failed.what.erase(0, failed.code.size() + 2);
  return std::unexpected(std::move(failed));
}

/// The run as people see it, from the warehouse where it may be read, else in few words.
std::string text_of_run(Environment& environment, const settings::Settings& settings, const json& run) {
  if (!settings.file.empty()) {
    const auto workspace = std::make_unique<Workspace>(environment, settings);
    if (const auto reader = workspace->reader(false)) {
      if (auto view = api::read_run(**reader, {run["run"].get<std::int64_t>()})) {
        api::add_decider(workspace->place().context(), *view);
        view->own_area = settings.municipality;
        return run_text(*view);
      }
    }
  }
  return "run " + std::to_string(run["run"].get<std::int64_t>()) + ": " + run.value("status", "") + "\n";
}

/// The latest run of a job without what belongs to it; null before the first.
core::Result<json> latest_of(Environment& environment, const settings::Settings& settings, const std::string& job) {
  const auto text = SLUSS_TRY(call_running_daemon(environment, settings, {.target = "/api/v1/runs?limit=100"}));
  const auto runs = json::parse(text, nullptr, false);
  if (!runs.is_array()) return not_understood();
  for (const auto& run : runs) {
    if (run.value("job", "") == job && run.contains("run")) return run;
  }
  return json();
}

constexpr int most_deliveries = 1000;

/// Of deliveries in the journal's and the API's form: what the run could not deliver, and why. An older daemon's answer
/// has none.
core::Result<std::vector<core::Error>> undelivered_in(const std::string& text, std::int64_t run) {
  const auto deliveries = json::parse(text, nullptr, false);
  if (!deliveries.is_array()) return not_understood();
  std::vector<core::Error> undelivered;
  for (const auto& one : deliveries) {
    if (one.value("run", std::int64_t{0}) != run || one.value("outcome", "") != "failed") continue;
    undelivered.push_back(
        {.code = one.value("code", ""),
         .error_class = core::ErrorClass::storage,
         .what =
             one.value("dataset", "") + " was not delivered to " + one.value("to", "") + ": " + one.value("note", ""),
         .remedy = "The run is not affected. Correct what the target lacks (`sluss check --connect` tries it): "
                   "the next run delivers it.",
         .place = {}});
  }
  return undelivered;
}

/// A run that is in the warehouse, as JSON and for people, and how the command ends.
core::Result<ExitCode> show_ended(Environment& environment, const std::string& run,
                                  const std::function<std::string(const json& run)>& text,
                                  const std::vector<core::Error>& undelivered) {
  const auto shown = SLUSS_TRY(object_of(run));
  if (environment.output.json) {
    SLUSS_TRY(environment.output.write(run));
  } else if (!environment.output.quiet) {
    SLUSS_TRY(environment.output.write(text(shown)));
  }
  if (!undelivered.empty()) environment.output.errors(undelivered);
  const auto code = exit_code_of_run(shown);
  return code == ExitCode::done && !undelivered.empty() ? ExitCode::done_with_errors : code;
}

core::Result<ExitCode> show_run(Environment& environment, const settings::Settings& settings,
                                const std::string& number) {
  const auto whole = SLUSS_TRY(call_running_daemon(
      environment, settings, {.target = "/api/v1/runs/" + number, .patience = std::chrono::seconds(60)}));
  const auto shown = SLUSS_TRY(object_of(whole));
  const auto deliveries = SLUSS_TRY(call_running_daemon(
      environment, settings, {.target = "/api/v1/deliveries?limit=" + std::to_string(most_deliveries)}));
  const auto undelivered = SLUSS_TRY(undelivered_in(deliveries, shown.value("run", std::int64_t{0})));
  return show_ended(
      environment, whole, [&](const json& run) { return text_of_run(environment, settings, run); }, undelivered);
}

std::filesystem::path journal_of(const settings::Settings& settings) {
  return settings.state / run::journal_file_name;
}

/// The journal's last entry before a run is requested; nothing where this user cannot read it.
std::optional<std::int64_t> end_of_journal(Environment& environment, const settings::Settings& settings) {
  if (settings.file.empty()) return std::nullopt;
  const auto index = journal::Index::open(environment.files, journal_of(settings));
  if (!index) return std::nullopt;
  return index->entries();
}

/// The last run of the job that ended behind the entry `since`.
core::Result<std::optional<run::JournalRun>> ended_behind(Environment& environment, const settings::Settings& settings,
                                                          std::int64_t since) {
  auto index = SLUSS_TRY(journal::Index::open(environment.files, journal_of(settings)));
  const auto job = journal::job_key(environment.invocation.get("JOB"));
  std::optional<run::JournalRun> found;
  SLUSS_TRY(index.latest_first({journal::Group::committed, journal::Group::failed},
                               [&](const journal::Mark& mark) -> core::Result<bool> {
                                 if (mark.number <= since) return false;
                                 if (mark.job != job) return true;
                                 auto run = SLUSS_TRY(run::journal_run(index, mark));
                                 if (run.kind == "run" || run.kind == "failed") found = std::move(run);
                                 return !found;
                               }));
  return found;
}

/// How the run ended, from the journal, when the daemon has gone. Nothing: it has not, or was cancelled and continues
/// at the next start, or this user cannot read it.
std::optional<core::Result<ExitCode>> end_in_journal(Environment& environment, const settings::Settings& settings,
                                                     std::optional<std::int64_t> since) {
  if (!since) return std::nullopt;
  const auto ended = ended_behind(environment, settings, *since);
  if (!ended || !*ended) return std::nullopt;
  const auto& run = **ended;
  if (run.kind == "failed") {
    if (run.error_class == core::name_of(core::ErrorClass::cancelled)) return std::nullopt;
    json failed;
    failed["error"] = {{"class", run.error_class}, {"code", run.error_code}, {"what", run.error}};
    return show_failed(failed);
  }
  const auto workspace = std::make_unique<Workspace>(environment, settings);
  const auto reader = workspace->reader(false);
  if (!reader) return std::nullopt;
  auto view = api::read_run(**reader, run.run);
  const auto deliveries = deliver::latest_deliveries(environment.files, journal_of(settings), most_deliveries, run.run);
  if (!view || !deliveries) return std::nullopt;
  view->own_area = settings.municipality;
  const auto undelivered = undelivered_in(deliver::to_json(*deliveries), run.run.value);
  if (!undelivered) return std::nullopt;
  return show_ended(
      environment, api::run_json(*view) + "\n", [&](const json&) { return run_text(*view); }, *undelivered);
}

/// `now` is the job when its run had ended.
core::Result<ExitCode> show_latest(Environment& environment, const settings::Settings& settings, const std::string& job,
                                   const json& before, const json& now) {
  const auto run = SLUSS_TRY(latest_of(environment, settings, job));
  const bool known =
      before.is_object() && run.is_object() && run.value("recorded_at", "") == before.value("recorded_at", "");
  if (!run.is_object() || known) {
    const auto code = now.value("last_error", "");
    if (now.value("failing", false) && !code.empty()) {
      return core::fail(core::ErrorClass::data, code, "the run failed, and the journal could not take it",
                        "`sluss status` and `sluss doctor` show the reason and the remedy.");
    }
    return core::fail(core::ErrorClass::cancelled, "run.unseen", "the run has ended and left nothing behind",
                      "It was cancelled, or found the job taken: the daemon's log says which.");
  }
  if (run["run"].is_null()) return show_failed(run);
  return show_run(environment, settings, std::to_string(run["run"].get<std::int64_t>()));
}

/// The job as the scheduler sees it; shown on the line.
core::Result<json> job_now(Environment& environment, const settings::Settings& settings, const std::string& target,
                           ProgressLine* line) {
  const auto text = SLUSS_TRY(call_running_daemon(environment, settings, {.target = target}));
  auto job = SLUSS_TRY(object_of(text));
  if (line != nullptr) {
    line->show({.doing = job.value("running", false) ? "the daemon runs it" : "waits for room",
                .pages = job.value("pages", std::int64_t{0}),
                .pages_expected = job.value("pages_expected", std::int64_t{0}),
                .rows = job.value("rows", std::int64_t{0})});
  }
  return job;
}

std::int64_t ended(const json& job) {
  return job.value("ended", std::int64_t{0});
}

/// Another daemon than before counts from the start, and has no record of the earlier one's requests. One of an older
/// version does not report when it began: its count and its state show it.
bool is_restarted(const json& now, const json& before) {
  return now.value("daemon_since", "") != before.value("daemon_since", "") || ended(now) < ended(before);
}

/// The run that was requested, and no other one of the job that ended while it waited.
bool has_ended(const json& job, const json& before) {
  return ended(job) > ended(before) && !job.value("running", false) && !job.value("asked", false);
}

constexpr std::string_view what_became_of_the_run =
    "A run that was cut off goes on by itself at the daemon's next start: `sluss status` and `sluss runs` show what "
    "became of it; the daemon's log says why it ended.";

constexpr std::string_view rebuild_outcome_remedy =
    "A warehouse that was not put in its place is not used, and the one before it is: the daemon's log says "
    "`rebuild.done` when it was. If not: sluss doctor --rebuild.";

bool has_gone(const core::Error& error) {
  return error.code == "daemon.none" || error.code == "control.cut";
}

/// The daemon that took the request is gone: the error states that, not that none runs. Any other error is unchanged.
std::unexpected<core::Error> ended_amid(const core::Error& error, std::string_view code, const std::string& what,
                                        std::string_view remedy) {
  if (!has_gone(error)) return std::unexpected(error);
  return core::fail(core::ErrorClass::cancelled, code, "the daemon ended before it reported the outcome of " + what,
                    std::string(remedy), error.place);
}

/// Follows the run that was requested to its end, and shows it.
core::Result<ExitCode> follow_run(Environment& environment, const settings::Settings& settings, const json& before,
                                  const json& known) {
  const auto job = environment.invocation.get("JOB");
  const auto target = "/api/v1/jobs/" + door::encoded(job);
  ProgressLine line(environment.output.terminal_error(), environment.output.quiet, environment.output.width());
  std::string why_it_waits;
  GentleWait wait;
  for (;;) {
    if (!rest(environment.stop, wait)) {
      line.clear();
      environment.output.say("the daemon goes on with " + job + "; `sluss status` shows how it goes");
      return ExitCode::try_again;
    }
    const auto now = job_now(environment, settings, target, &line);
    if (!now) {
      line.clear();
      return std::unexpected(now.error());
    }
    if (is_restarted(*now, before)) {
      line.clear();
      return core::fail(core::ErrorClass::cancelled, "run.unseen", "the daemon was started again while it ran " + job,
                        "A run that was cut off goes on by itself: `sluss status` and `sluss runs` show what became of "
                        "it; if need be, run it again.");
    }
    if (has_ended(*now, before)) {
      line.clear();
      return show_latest(environment, settings, job, known, *now);
    }
    if (const auto why = now->value("why_not", ""); now->value("asked", false) && why != why_it_waits) {
      line.clear();
      if (!why.empty()) environment.output.say(std::string(job).append(" waits: ").append(why));
      why_it_waits = why;
    }
  }
}

}  // namespace

core::Result<std::optional<ExitCode>> run_by_daemon(Environment& environment, const settings::Settings& settings) {
  const auto job = environment.invocation.get("JOB");
  const auto target = "/api/v1/jobs/" + door::encoded(job);
  const auto there = SLUSS_TRY(call_daemon(environment, settings, {.target = "/healthz"}));
  if (!there) return std::nullopt;
  const auto before = SLUSS_TRY(job_now(environment, settings, target, nullptr));
  const auto known = SLUSS_TRY(latest_of(environment, settings, job));
  const auto since = end_of_journal(environment, settings);
  const json body{{"full", environment.invocation.has("--full")}};
  const auto begun = call_running_daemon(environment, settings,
                                         {.method = "POST", .target = target + "/run", .json = core::json_text(body)});
  if (!begun) return ended_amid(begun.error(), "run.unseen", "the run of " + job, what_became_of_the_run);
  if (environment.invocation.has("--no-wait")) {
    if (environment.output.json) {
      SLUSS_TRY(environment.output.write(*begun));
    } else {
      environment.output.say("the daemon runs " + job + "; `sluss status` shows how it goes");
    }
    return ExitCode::done;
  }
  const auto code = follow_run(environment, settings, before, known);
  if (code) return *code;
  if (has_gone(code.error()) || code.error().code == "run.unseen") {
    if (const auto outcome = end_in_journal(environment, settings, since)) {
      const auto how = SLUSS_TRY(*outcome);
      return how;
    }
  }
  return ended_amid(code.error(), "run.unseen", "the run of " + job, what_became_of_the_run);
}

core::Result<std::optional<ExitCode>> decide_by_daemon(Environment& environment, const settings::Settings& settings,
                                                       std::int64_t run, const std::optional<std::string>& series) {
  const auto there = SLUSS_TRY(call_daemon(environment, settings, {.target = "/healthz"}));
  if (!there) return std::nullopt;
  auto body = json::object();
  if (series) body["series"] = *series;
  const auto target = "/api/v1/runs/" + std::to_string(run) + "/" + std::string(environment.invocation.command->name);
  const auto text = call_running_daemon(
      environment, settings,
      {.method = "POST", .target = target, .json = core::json_text(body), .patience = std::chrono::minutes(10)});
  if (!text) {
    return ended_amid(text.error(), "run.unseen", "the decision",
                      "It was made whole or not at all: `sluss status` shows what still waits, `sluss runs` the run "
                      "of the decision.");
  }
  const auto decided = SLUSS_TRY(object_of(*text));
  // Another run may have ended since. A daemon of an older version does not report the number.
  const auto made = decided.value("new_run", std::int64_t{0});
  const auto code = SLUSS_TRY(show_run(environment, settings, made == 0 ? "last" : std::to_string(made)));
  return code;
}

core::Result<std::optional<run::RebuildSummary>> rebuild_by_daemon(Environment& environment,
                                                                   const settings::Settings& settings) {
  const auto there = SLUSS_TRY(call_daemon(environment, settings, {.target = "/healthz"}));
  if (!there) return std::nullopt;
  const auto state = [&]() -> core::Result<json> {
    const auto text = call_running_daemon(environment, settings, {.target = "/api/v1/rebuild"});
    if (!text) return ended_amid(text.error(), "rebuild.unseen", "the rebuilding", rebuild_outcome_remedy);
    return object_of(*text);
  };
  const auto before = SLUSS_TRY(state());
  SLUSS_TRY(call_running_daemon(environment, settings, {.method = "POST", .target = "/api/v1/rebuild", .json = "{}"}));
  GentleWait wait;
  for (;;) {
    if (!rest(environment.stop, wait)) {
      return core::fail(core::ErrorClass::cancelled, "rebuild.unseen", "the daemon goes on with the rebuilding",
                        "`sluss status` shows how it goes.");
    }
    const auto now = SLUSS_TRY(state());
    // Accepted it runs until it has ended: one that rests and has ended none is another daemon's.
    const bool at_rest = !now.value("running", false);
    if (is_restarted(now, before) || (at_rest && ended(now) == ended(before))) {
      return core::fail(core::ErrorClass::cancelled, "rebuild.unseen",
                        "the daemon was started again before it reported the outcome of the rebuild",
                        std::string(rebuild_outcome_remedy));
    }
    if (ended(now) == ended(before)) continue;
    const auto last = now.value("last", json::object());
    if (!last.is_object()) return not_understood();
    if (const auto error = last.value("error", json()); error.is_object()) {
      return std::unexpected(error_of(error, "rebuild.failed", error.value("remedy", "")));
    }
    run::RebuildSummary summary{.runs = last.value("runs", std::int64_t{0}),
                                .releases = last.value("releases", std::int64_t{0}),
                                .discards = last.value("discards", std::int64_t{0}),
                                .no_models = {}};
    if (const auto error = last.value("models_error", json()); error.is_object())
      summary.no_models = error_of(error, "rebuild.no_models", error.value("remedy", ""));
    return summary;
  }
}

}  // namespace sluss::daemon::program
