#include "daemon/program/daemon_call.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "daemon/settings/folders.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

/// The folder of "state" or "warehouse" in a daemon's status. Empty: it has none.
std::filesystem::path folder_of(const std::string& status, std::string_view name) {
  const auto answer = json::parse(status, nullptr, false);
  const auto folders = json::json_pointer("/disk/folders");
  if (!answer.is_object() || !answer.contains(folders) || !answer[folders].is_array()) return {};
  for (const auto& one : answer[folders]) {
    if (!one.is_object() || one.value("name", "") != name) continue;
    const auto folder = one.value("folder", "");
    return folder.starts_with('/') ? std::filesystem::path(folder) : std::filesystem::path();
  }
  return {};
}

/// "0.1.0", of the daemon's status; "" when it has none.
std::string version_of(Environment& environment, const std::filesystem::path& socket) {
  const auto answer = door::send_request(socket, {.target = "/api/v1/status"}, environment.stop);
  if (!answer || !*answer) return "";
  const auto status = json::parse(**answer, nullptr, false);
  if (!status.is_object()) return "";
  const auto daemon = status.value("daemon", json());
  return daemon.is_object() ? daemon.value("version", "") : "";
}

std::unexpected<core::Error> of_another_version(Environment& environment, const std::filesystem::path& socket,
                                                const door::ClientRequest& request) {
  const auto version = version_of(environment, socket);
  return core::fail(core::ErrorClass::config, "daemon.older",
                    "the daemon that runs is older than this command" +
                        (version.empty() ? "" : " (" + version + "; this is " SLUSS_VERSION ")") +
                        ": it does not know " + request.method + " " + request.target,
                    "Restart it, so that the installed version serves: systemctl restart sluss (or end `sluss serve` "
                    "and start it again); then try again.",
                    {socket.string(), 0, 0, ""});
}

}  // namespace

core::Result<settings::Settings> settings_to_call(Environment& environment) {
  if (auto settings = settings::socket_only_settings(configuration_file(environment.invocation))) return *settings;
  auto settings = load_settings(environment);
  if (!settings && settings_to_call_despite_errors(environment)) print_daemon_runs_on(environment);
  return settings;
}

void print_daemon_runs_on(Environment& environment) {
  environment.output.say(
      "a daemon runs on with the configuration that it loaded before: correct the errors, then `sluss reload`; `sluss "
      "status` shows how it goes");
}

std::optional<settings::Settings> settings_from_daemon(Environment& environment) {
  std::error_code problem;
  const auto file = std::filesystem::absolute(configuration_file(environment.invocation), problem);
  auto settings = settings_to_call_despite_errors(environment);
  if (!settings) return std::nullopt;
  const auto status = call_daemon(environment, *settings, {.target = "/api/v1/status"});
  if (!status || !*status) return std::nullopt;
  settings->state = folder_of(**status, "state");
  settings->warehouse_folder = folder_of(**status, "warehouse");
  if (settings->state.empty() || settings->warehouse_folder.empty()) return std::nullopt;
  settings->config_folders = settings::config_folders_of(file);
  print_daemon_runs_on(environment);
  return settings;
}

std::optional<settings::Settings> settings_to_call_despite_errors(Environment& environment) {
  std::error_code problem;
  const auto file = std::filesystem::absolute(configuration_file(environment.invocation), problem);
  if (settings::socket_only_settings(file)) return std::nullopt;  // it has no errors: this user may not read it
  auto settings = settings::socket_settings_despite_errors(file);
  if (settings.state.empty() && settings.control.socket.empty()) return std::nullopt;
  const auto there = call_daemon(environment, settings, {.target = "/healthz"});
  if (!there || !*there) return std::nullopt;
  return settings;
}

core::Result<std::optional<std::string>> call_daemon(Environment& environment, const settings::Settings& settings,
                                                     const door::ClientRequest& request) {
  for (const auto& socket : settings::sockets_to_try(settings)) {
    auto answer = door::send_request(socket, request, environment.stop);
    // A daemon of the command's own version has every path that it requests.
    if (!answer && (answer.error().code == "request.path" || answer.error().code == "request.method"))
      return of_another_version(environment, socket, request);
    if (!answer || *answer) return answer;
  }
  return std::nullopt;
}

core::Result<> check_same_state(const settings::Settings& settings, const std::string& status) {
  if (settings.file.empty()) return {};  // no configuration was read
  const auto answer = json::parse(status, nullptr, false);
  if (!answer.is_object() || !answer.contains("warehouse") || !answer["warehouse"].is_object()) return {};
  const auto served = answer["warehouse"].value("folder", "");  // to readers without what is above it
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

core::Result<std::string> call_running_daemon(Environment& environment, const settings::Settings& settings,
                                              const door::ClientRequest& request) {
  if (request.method != "GET" && !settings.file.empty()) {
    // Who may not see the status may not change anything either: the answer below says so.
    const auto status = call_daemon(environment, settings, {.target = "/api/v1/status"});
    if (status && *status) SLUSS_TRY(check_same_state(settings, **status));
  }
  auto answer = SLUSS_TRY(call_daemon(environment, settings, request));
  if (answer) return *std::move(answer);
  return core::fail(core::ErrorClass::busy, "daemon.none", "no daemon serves this state folder",
                    "Start it: systemctl start sluss, or sluss serve.",
                    {settings::sockets_to_try(settings).front().string(), 0, 0, ""});
}

}  // namespace sluss::daemon::program
