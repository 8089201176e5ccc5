#include "daemon/program/daemon_call.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "daemon/settings/folders.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

/// "state", "warehouse": where it lies, of a daemon's status. Empty: it is not told.
std::filesystem::path folder_told(const std::string& status, std::string_view name) {
  const auto told = json::parse(status, nullptr, false);
  const auto folders = json::json_pointer("/disk/folders");
  if (!told.is_object() || !told.contains(folders) || !told[folders].is_array()) return {};
  for (const auto& one : told[folders]) {
    if (!one.is_object() || one.value("name", "") != name) continue;
    const auto folder = one.value("folder", "");
    return folder.starts_with('/') ? std::filesystem::path(folder) : std::filesystem::path();
  }
  return {};
}

/// "0.1.0", as the daemon says of itself; "" when it does not.
std::string version_of(Environment& environment, const std::filesystem::path& socket) {
  const auto answer = door::ask(socket, {.target = "/api/v1/status"}, environment.stop);
  if (!answer || !*answer) return "";
  const auto status = json::parse(**answer, nullptr, false);
  if (!status.is_object()) return "";
  const auto daemon = status.value("daemon", json());
  return daemon.is_object() ? daemon.value("version", "") : "";
}

std::unexpected<core::Error> of_another_version(Environment& environment, const std::filesystem::path& socket,
                                                const door::Asked& asked) {
  const auto version = version_of(environment, socket);
  return core::fail(core::ErrorClass::config, "daemon.older",
                    "the daemon that runs is older than this command" +
                        (version.empty() ? "" : " (" + version + "; this is " SLUSS_VERSION ")") +
                        ": it does not know " + asked.method + " " + asked.target,
                    "Restart it, so that the installed version serves: systemctl restart sluss (or end `sluss serve` "
                    "and start it again); then ask anew.",
                    {socket.string(), 0, 0, ""});
}

}  // namespace

core::Result<settings::Settings> settings_to_ask(Environment& environment) {
  if (auto settings = settings::socket_only_settings(configuration_file(environment.invocation))) return *settings;
  auto settings = load_settings(environment);
  if (!settings && settings_of_the_running(environment)) say_it_runs_on(environment);
  return settings;
}

void say_it_runs_on(Environment& environment) {
  environment.output.say(
      "a daemon runs on with the configuration that it took before: mend the errors, then `sluss reload`; `sluss "
      "status` shows how it goes");
}

std::optional<settings::Settings> settings_to_look(Environment& environment) {
  std::error_code problem;
  const auto file = std::filesystem::absolute(configuration_file(environment.invocation), problem);
  auto settings = settings_of_the_running(environment);
  if (!settings) return std::nullopt;
  const auto status = ask_daemon(environment, *settings, {.target = "/api/v1/status"});
  if (!status || !*status) return std::nullopt;
  settings->state = folder_told(**status, "state");
  settings->warehouse_folder = folder_told(**status, "warehouse");
  if (settings->state.empty() || settings->warehouse_folder.empty()) return std::nullopt;
  settings->config_folders = settings::config_folders_of(file);
  say_it_runs_on(environment);
  return settings;
}

std::optional<settings::Settings> settings_of_the_running(Environment& environment) {
  std::error_code problem;
  const auto file = std::filesystem::absolute(configuration_file(environment.invocation), problem);
  if (settings::socket_only_settings(file)) return std::nullopt;  // it has no errors: this user may not read it
  auto settings = settings::socket_settings_despite_errors(file);
  if (settings.state.empty() && settings.control.socket.empty()) return std::nullopt;
  const auto there = ask_daemon(environment, settings, {.target = "/healthz"});
  if (!there || !*there) return std::nullopt;
  return settings;
}

core::Result<std::optional<std::string>> ask_daemon(Environment& environment, const settings::Settings& settings,
                                                    const door::Asked& asked) {
  for (const auto& socket : settings::sockets_to_try(settings)) {
    auto answer = door::ask(socket, asked, environment.stop);
    // What a command asks for, a daemon of its own version answers.
    if (!answer && (answer.error().code == "request.path" || answer.error().code == "request.method"))
      return of_another_version(environment, socket, asked);
    if (!answer || *answer) return answer;
  }
  return std::nullopt;
}

core::Result<> check_same_state(const settings::Settings& settings, const std::string& status) {
  if (settings.file.empty()) return {};  // no configuration was read
  const auto told = json::parse(status, nullptr, false);
  if (!told.is_object() || !told.contains("warehouse") || !told["warehouse"].is_object()) return {};
  const auto served = told["warehouse"].value("folder", "");  // to readers without what is above it
  std::error_code problem;
  const auto theirs = std::filesystem::weakly_canonical(served, problem);
  const auto ours = std::filesystem::weakly_canonical(settings.warehouse_folder, problem);
  if (!served.starts_with('/') || problem || theirs == ours) return {};
  return core::fail(core::ErrorClass::config, "control.other_state",
                    "the daemon that answers serves another state: its warehouse is " + served + ", that of " +
                        settings.file.string() + " is " + settings.warehouse_folder.string(),
                    "Take `socket` out of [control] of this configuration, or name the daemon's own configuration "
                    "with --config.",
                    {settings.file.string(), 0, 0, ""});
}

core::Result<std::string> ask_running_daemon(Environment& environment, const settings::Settings& settings,
                                             const door::Asked& asked) {
  if (asked.method != "GET" && !settings.file.empty()) {
    // Who may not see the status may not change anything either, and is told so below.
    const auto status = ask_daemon(environment, settings, {.target = "/api/v1/status"});
    if (status && *status) SLUSS_TRY(check_same_state(settings, **status));
  }
  auto answer = SLUSS_TRY(ask_daemon(environment, settings, asked));
  if (answer) return *std::move(answer);
  return core::fail(core::ErrorClass::busy, "daemon.none", "no daemon serves this state folder",
                    "Start it: systemctl start sluss, or sluss serve.",
                    {settings::sockets_to_try(settings).front().string(), 0, 0, ""});
}

}  // namespace sluss::daemon::program
