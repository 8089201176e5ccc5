#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "core/json.h"
#include "core/kill_point.h"
#include "daemon/deliver/delivery.h"
#include "daemon/program/commands.h"
#include "daemon/program/completion.h"
#include "daemon/program/manual.h"
#include "daemon/program/shown_settings.h"
#include "daemon/program/sources.h"
#include "daemon/program/validation.h"
#include "daemon/serve/service/door_look.h"
#include "daemon/serve/service/mail_server.h"
#include "daemon/settings/generate.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/warnings.h"

namespace sluss::daemon::program {
namespace {

using nlohmann::json;

core::Result<ExitCode> printed(Environment& environment, const std::string& text) {
  SLUSS_TRY(environment.output.write(text));
  return ExitCode::done;
}

/// What makes a try of one target another try than that of another.
std::string tried_as(const settings::PublishTarget& target) {
  auto text = settings::to_text(target);
  if (const auto* server = std::get_if<settings::SftpTarget>(&target))
    text += " " + server->key + " " + server->credential;
  if (const auto* table = std::get_if<settings::TableTarget>(&target)) text += " " + settings::to_text(table->table);
  return text;
}

/// Each place once, though several datasets go there; each table by itself.
void try_targets(Environment& environment, const settings::Settings& settings, std::vector<std::string>& answers,
                 std::vector<core::Error>& errors) {
  std::set<std::string> tried;
  for (std::size_t i = 0; i < settings.publish.size(); ++i) {
    const auto& target = settings.publish[i].target;
    if (!tried.insert(tried_as(target)).second) continue;
    auto answer = deliver::try_target(settings, target, environment.files, environment.stop);
    if (answer) {
      answers.push_back("target " + settings::to_text(target) + ": " + *answer);
    } else {
      auto error = std::move(answer).error();
      if (error.place.field.empty()) error.place.field = "publish." + std::to_string(i);
      errors.push_back(std::move(error));
    }
  }
}

/// Where one is configured; nobody gets a mail.
void try_mail_server(Environment& environment, const settings::Settings& settings, std::vector<std::string>& answers,
                     std::vector<core::Error>& errors) {
  if (settings.mail.host.empty()) return;
  auto answer = serve::try_mail(settings, environment.stop);
  if (answer) {
    answers.push_back("mail " + serve::mail_server_name(settings) + ": " + *answer);
    return;
  }
  auto error = std::move(answer).error();
  if (error.place.field.empty()) error.place.field = error.code.starts_with("credential.") ? "mail.credential" : "mail";
  errors.push_back(std::move(error));
}

}  // namespace

core::Result<ExitCode> command_config_reference(Environment& environment) {
  return printed(environment, settings::reference_markdown());
}

core::Result<ExitCode> command_config_example(Environment& environment) {
  return printed(environment, settings::example_toml());
}

core::Result<ExitCode> command_config_manual(Environment& environment) {
  return printed(environment, manual_page());
}

core::Result<ExitCode> command_config_completion(Environment& environment) {
  const auto shell = environment.invocation.get("--shell", "bash");
  if (shell == "zsh") return printed(environment, zsh_completion());
  if (shell == "fish") return printed(environment, fish_completion());
  return printed(environment, bash_completion());
}

core::Result<ExitCode> command_config_show(Environment& environment) {
  const auto settings = SLUSS_TRY(load_settings(environment));
  return printed(environment, shown_settings(settings, ShownTo::operators));
}

core::Result<ExitCode> command_check(Environment& environment) {
  const auto settings = SLUSS_TRY(load_settings(environment));
  auto [errors, warnings, closed] = validate_all(environment.files, settings);
  std::ranges::move(closed, std::back_inserter(warnings));
  std::vector<std::string> answers;
  if (environment.invocation.has("--connect")) {
    for (const auto& source : settings.sources) {
      auto answer = try_source(settings, source, environment.clock, environment.stop);
      if (answer) {
        answers.push_back("source " + source.name + ": " + *answer);
      } else {
        auto error = std::move(answer).error();
        if (error.place.field.empty()) error.place.field = "source." + source.name;
        errors.push_back(std::move(error));
      }
    }
    try_targets(environment, settings, answers, errors);
    try_mail_server(environment, settings, answers, errors);
  }
  if (!errors.empty()) {
    environment.output.errors(errors);
    // The configuration's own faults weigh more than a source that is away.
    for (const auto& error : errors) {
      if (error.error_class == core::ErrorClass::config) return ExitCode::configuration;
    }
    return ExitCode::failed;
  }
  std::ranges::move(settings::warnings_of(settings), std::back_inserter(warnings));
  std::ranges::move(missing_folders(settings), std::back_inserter(warnings));
  std::ranges::move(serve::door_warnings(settings), std::back_inserter(warnings));
  if (auto idle = settings::nothing_scheduled(settings)) warnings.push_back(*std::move(idle));
  if (environment.output.json) {
    auto warned = json::array();
    for (const auto& warning : warnings)
      warned.push_back({{"code", warning.code},
                        {"what", warning.what},
                        {"remedy", warning.remedy},
                        {"field", warning.place.field},
                        {"file", warning.place.file},
                        {"line", warning.place.line},
                        {"column", warning.place.column}});
    SLUSS_TRY(environment.output.write(
        core::json_text(
            json{{"status", "right"}, {"jobs", settings.jobs.size()}, {"answers", answers}, {"warnings", warned}}) +
        "\n"));
  } else {
    std::string text = settings.file.string() + " is right: municipality " + settings.municipality + ", " +
                       std::to_string(settings.jobs.size()) + " job(s), " + std::to_string(settings.sources.size()) +
                       " source(s)\n";
    for (const auto& answer : answers) text += answer + "\n";
    for (const auto& warning : warnings) text += "warning: " + core::describe(warning) + "\n";
    SLUSS_TRY(environment.output.write(text));
  }
  return ExitCode::done;
}

core::Result<ExitCode> command_debug_kill_points(Environment& environment) {
  std::string text;
  for (const auto point : core::kill_points()) text += std::string(point) + "\n";
  return printed(environment, text);
}

}  // namespace sluss::daemon::program
