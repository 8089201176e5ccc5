// reload, pause, resume: requests to the daemon.
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/json.h"
#include "daemon/program/commands.h"
#include "daemon/program/daemon_call.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

/// The daemon records its requests; where none runs, the refusal is recorded here, if this user can write the journal.
void note_refused(Environment& environment, const settings::Settings& settings, Change change) {
  if (settings.state.empty()) return;
  [[maybe_unused]] const auto begun = begin_change(environment, settings.state, std::move(change));
}

core::Result<std::string> answer_of(Environment& environment, Change change, const std::string& target,
                                    const json& body) {
  const auto settings = SLUSS_TRY(settings_to_call(environment));
  auto answer = call_running_daemon(
      environment, settings,
      {.method = "POST", .target = target, .json = core::json_text(body), .patience = std::chrono::minutes(2)});
  if (!answer && answer.error().code == "daemon.none") note_refused(environment, settings, std::move(change));
  return answer;
}

core::Result<ExitCode> post(Environment& environment, Change change, const std::string& target, const json& body,
                            const std::string& done) {
  const auto answer = SLUSS_TRY(answer_of(environment, std::move(change), target, body));
  if (environment.output.json) {
    SLUSS_TRY(environment.output.write(answer));
  } else {
    environment.output.say(done);
  }
  return ExitCode::done;
}

/// "control.listen, control.threads": settings that a daemon has read and uses from its next start. One of an older
/// version reports none.
std::string keys_that_wait(const std::string& answer) {
  std::string keys;
  const auto parsed = json::parse(answer, nullptr, false);
  if (!parsed.is_object()) return keys;
  for (const auto& key : parsed.value("restart", json::array()))
    if (key.is_string()) keys += (keys.empty() ? "" : ", ") + key.get<std::string>();
  return keys;
}

/// What shown_time() prints, with its zone or without: "2026-04-01 08:00 CEST". Without it the earlier one of an hour
/// that the clocks have twice; nothing of an hour that they leap over.
std::optional<core::Instant> swedish_time(const std::string& text) {
  constexpr std::size_t to_the_minute = 16;
  if (text.size() < to_the_minute || text[10] != ' ') return std::nullopt;
  const auto minute = text.substr(0, to_the_minute);
  const auto as_utc = core::parse_instant(minute.substr(0, 10) + "T" + minute.substr(11) + ":00Z");
  if (!as_utc) return std::nullopt;
  for (const int ahead : {2, 1}) {
    const auto at = as_utc->plus(std::chrono::hours(-ahead));
    const auto shown = shown_time(at);
    if (text == shown || (text == minute && shown.starts_with(minute))) return at;
  }
  return std::nullopt;
}

/// A time, or the end of a Swedish day; to come.
core::Result<core::Instant> moment_of(const std::string& text, core::Instant now) {
  std::optional<core::Instant> moment = swedish_time(text);
  if (const auto day = core::parse_day(text)) moment = core::end_of_swedish_day(*day);
  if (const auto instant = core::parse_instant(text)) moment = *instant;
  if (!moment) {
    return core::fail(
        core::ErrorClass::config, "usage.until", "'" + text + "' is no time",
        "Write a day (2026-04-01, its end) or a time (\"2026-04-01 08:00\", Swedish time; 2026-04-01T06:00:00Z).");
  }
  if (*moment > now) return *moment;
  return core::fail(core::ErrorClass::config, "usage.until", "'" + text + "' is past: it is " + shown_time(now),
                    "Write a time to come; `sluss resume` ends a pause.");
}

std::string target_of(const Environment& environment, std::string_view what) {
  return "/api/v1/jobs/" + door::encoded(environment.invocation.get("JOB")) + "/" + std::string(what);
}

}  // namespace

core::Result<ExitCode> command_reload(Environment& environment) {
  // Errors in the files are printed here already, with their lines; the daemon decides.
  const auto answer = SLUSS_TRY(answer_of(environment, {.action = "configuration.reload", .object = "configuration"},
                                          "/api/v1/reload", json::object()));
  if (environment.output.json) {
    SLUSS_TRY(environment.output.write(answer));
    return ExitCode::done;
  }
  environment.output.say("the daemon has taken the configuration");
  if (const auto keys = keys_that_wait(answer); !keys.empty())
    environment.output.say(
        keys + " will hold from its next start on: systemctl restart sluss, or end `sluss serve` and start it again");
  return ExitCode::done;
}

core::Result<ExitCode> command_pause(Environment& environment) {
  auto body = json::object();
  std::string until = " until it is resumed";
  if (environment.invocation.has("--until")) {
    const auto moment = SLUSS_TRY(moment_of(environment.invocation.get("--until"), environment.clock.now()));
    body["until"] = core::to_text(moment);
    until = " until " + shown_time(moment);
  }
  return post(environment, {.action = "job.pause", .object = "job " + environment.invocation.get("JOB")},
              target_of(environment, "pause"), body, environment.invocation.get("JOB") + " is paused" + until);
}

core::Result<ExitCode> command_resume(Environment& environment) {
  return post(environment, {.action = "job.resume", .object = "job " + environment.invocation.get("JOB")},
              target_of(environment, "resume"), json::object(),
              environment.invocation.get("JOB") + " runs again when it is due");
}

}  // namespace sluss::daemon::program
