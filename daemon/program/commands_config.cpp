#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/kill_point.h"
#include "daemon/program/commands.h"
#include "daemon/program/completion.h"
#include "daemon/program/manual.h"
#include "daemon/program/shown_settings.h"
#include "daemon/program/sources.h"
#include "daemon/program/validation.h"
#include "daemon/serve/service/door_checks.h"
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

/// For people, as errors have it: `job "kolada": every` in place of "job.0.every".
void name_job(const settings::Settings& settings, std::string& field) {
  for (const auto& job : settings.jobs) {
    const auto& path = job.values.path();
    if (path.empty() || (field != path && !field.starts_with(path + "."))) continue;
    field = "job \"" + job.name + "\"" + (field == path ? "" : ": " + field.substr(path.size() + 1));
    return;
  }
}

void sort_out(TryResult tried, std::vector<std::string>& answers, std::vector<core::Error>& errors) {
  if (tried.answer) {
    answers.push_back(tried.subject + ": " + *tried.answer);
    return;
  }
  auto error = std::move(tried.answer).error();
  if (error.place.field.empty()) error.place.field = tried.field;
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
  return printed(environment, shown_settings(settings, Audience::operators));
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
    for (auto& tried : try_targets(settings, environment.files, environment.stop))
      sort_out(std::move(tried), answers, errors);
    if (auto tried = try_mail_server(settings, environment.stop)) sort_out(*std::move(tried), answers, errors);
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
    for (auto& warning : warnings) {
      name_job(settings, warning.place.field);
      text += "warning: " + core::describe(warning) + "\n";
    }
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
