#include <algorithm>

#include "core/duration.h"
#include "daemon/program/check_view.h"
#include "daemon/program/commands.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/lock_state.h"
#include "daemon/program/status_view.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/api/status.h"
#include "daemon/serve/api/warehouse_queries.h"

namespace sluss::daemon::program {
namespace {

core::Result<std::optional<std::chrono::milliseconds>> limit_of(const Invocation& invocation, std::string_view option) {
  if (!invocation.has(option)) return std::nullopt;
  const auto limit = SLUSS_TRY(core::parse_duration(invocation.get(option)));
  return limit;
}

core::Result<CheckLimits> limits_of(const Invocation& invocation) {
  CheckLimits limits;
  limits.warning = SLUSS_TRY(limit_of(invocation, "--warning"));
  limits.critical = SLUSS_TRY(limit_of(invocation, "--critical"));
  limits.job = invocation.get("--job");
  limits.dataset = invocation.get("--dataset");
  if (limits.warning && limits.critical && *limits.critical < *limits.warning) {
    return core::fail(core::ErrorClass::config, "usage.limits", "--critical is below --warning", "Swap them.");
  }
  return limits;
}

/// The status from the warehouse, when no daemon answers.
core::Result<std::string> own_freshness(Environment& environment, const settings::Settings& settings) {
  SLUSS_TRY(lock_to_read(environment, settings.state));
  const auto workplace = std::make_shared<run::Workplace>(settings, environment.clock, user_name(), environment.files);
  const auto house = api::house_of(environment.clock, environment.files, [workplace] { return workplace; });
  return api::freshness_json(*house);
}

core::Result<std::string> own_status(Environment& environment, settings::Settings settings) {
  SLUSS_TRY(lock_to_read(environment, settings.state));
  run::Workplace workplace(std::move(settings), environment.clock, user_name(), environment.files);
  return api::status_json(workplace, std::nullopt);
}

/// A warning before other problems: the daemon runs on, but would not start again.
CheckResult with_broken_configuration(CheckResult result) {
  constexpr std::string_view why =
      "the configuration has errors (`sluss check` lists them), and the daemon runs on with the one before";
  constexpr std::string_view dash = " - ";
  auto& text = result.text;
  if (result.code == 0) {
    const auto end = std::min(text.find_first_of("|\n"), text.size());
    const bool measured = end < text.size() && text[end] == '|';
    text.replace(0, end, "SLUSS WARNING - " + std::string(why) + (measured ? " " : ""));
    result.code = 1;
  } else {
    text.insert(text.find(dash) + dash.size(), std::string(why) + ", ");
  }
  text += "[WARNING] " + std::string(why) + "\n";
  return result;
}

core::Result<CheckResult> check_with(Environment& environment, settings::Settings settings, const CheckLimits& limits) {
  CheckFacts facts;
  facts.disk = run::space_of(settings.state);
  const auto call = [&](const char* target) {
    return call_daemon(environment, settings, {.target = target, .patience = std::chrono::seconds(20)});
  };
  const auto ready = call("/readyz");
  if (!ready && ready.error().code != "daemon.not_ready") return std::unexpected(ready.error());
  facts.daemon = !ready || ready->has_value();
  if (!ready) facts.not_ready = ready.error().what;
  if (!facts.daemon) {
    if (settings.file.empty()) {
      settings = SLUSS_TRY(load_settings(environment));
    }
    // That no daemon runs is known, whether the warehouse may be read or not.
    auto freshness = own_freshness(environment, settings);
    facts.status = own_status(environment, settings).value_or("");
    if (freshness) {
      facts.freshness = std::move(*freshness);
    } else {
      facts.no_freshness = core::describe(freshness.error());
    }
    return check_result(facts, limits);
  }
  for (auto [target, text] :
       {std::pair{"/api/v1/jobs", &facts.jobs}, std::pair{"/api/v1/held", &facts.held},
        std::pair{"/api/v1/freshness", &facts.freshness}, std::pair{"/api/v1/status", &facts.status}}) {
    auto answer = SLUSS_TRY(call(target));
    *text = answer.value_or("");
  }
  return check_result(facts, limits);
}

core::Result<CheckResult> check(Environment& environment) {
  const auto limits = SLUSS_TRY(limits_of(environment.invocation));
  auto settings = settings_to_call(environment);
  if (settings) return check_with(environment, *std::move(settings), limits);
  auto running = settings_to_call_despite_errors(environment);
  if (!running) return std::unexpected(std::move(settings).error());
  auto result = SLUSS_TRY(check_with(environment, *std::move(running), limits));
  return with_broken_configuration(std::move(result));
}

/// Whatever happens, the monitoring system gets one line on standard output.
core::Result<ExitCode> answer_check(Environment& environment) {
  const auto checked = check(environment);
  const auto why = [&] {
    return checked.error().what.empty() ? "the configuration is wrong" : core::describe(checked.error());
  };
  const auto result = checked ? *checked : unknown_result(why());
  SLUSS_TRY(environment.output.write(result.text));
  return static_cast<ExitCode>(result.code);
}

}  // namespace

core::Result<ExitCode> command_status(Environment& environment) {
  if (environment.invocation.has("--check")) return answer_check(environment);
  auto read = settings_to_call(environment);
  const bool right = read.has_value();
  if (!right) {
    auto running = settings_to_call_despite_errors(environment);
    if (!running) return std::unexpected(std::move(read).error());
    read = *std::move(running);
  }
  auto settings = *std::move(read);
  auto status = SLUSS_TRY(call_daemon(environment, settings, {.target = "/api/v1/status"}));
  if (status) SLUSS_TRY(check_same_state(settings, *status));
  if (!status) {
    if (settings.file.empty()) {  // without a daemon the configuration must be read after all
      settings = SLUSS_TRY(load_settings(environment));
    }
    auto own = SLUSS_TRY(own_status(environment, std::move(settings)));
    status = std::move(own) + "\n";
  }
  SLUSS_TRY(environment.output.write(environment.output.json ? *status : status_text(*status)));
  if (!right) return ExitCode::configuration;
  return lacks_rights(*status) ? ExitCode::done_with_errors : ExitCode::done;
}

}  // namespace sluss::daemon::program
