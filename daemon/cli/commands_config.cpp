#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "connectors/registry.h"
#include "core/json.h"
#include "core/kill_point.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/shown_settings.h"
#include "daemon/cli/sources.h"
#include "daemon/cli/validation.h"
#include "daemon/delivery/delivery.h"
#include "daemon/service/door_look.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/schema.h"
#include "daemon/settings/warnings.h"
#include "daemon/settings/words.h"

namespace sluss::daemon::cli {
namespace {

using nlohmann::json;

core::Result<ExitCode> printed(Environment& environment, const std::string& text) {
  SLUSS_TRY(environment.output.write(text));
  return ExitCode::done;
}

bool has_key(std::span<const core::config::Key> keys, std::string_view name) {
  return std::ranges::find(keys, name, &core::config::Key::name) != keys.end();
}

/// Absent, it is shown as its type's nothing.
json value_json(const core::config::Key& key, const core::config::Value& value) {
  using core::config::Type;
  switch (key.type) {
    case Type::integer:
      return value.integer;
    case Type::number:
      return value.number;
    case Type::boolean:
      return value.boolean;
    case Type::texts:
      return value.texts;
    case Type::names:
      return json(std::map<std::string, std::string>(value.names.begin(), value.names.end()));
    case Type::duration: {
      const auto words = core::config::words_of(key);
      const bool word = std::ranges::find(words, value.text) != words.end();
      return word || value.text.empty() ? value.text : core::to_text(value.duration);
    }
    case Type::text:
    case Type::size:
      return value.text;
  }
  return {};
}

/// The keys of every kind, each job's own last: what it does not have is shown with its default.
json job_json(const settings::Settings& settings, const settings::Job& job) {
  json shown = {{"name", job.name},
                {"source", job.source},
                {"every", job.every ? json(core::to_text(*job.every)) : json()},
                {"schedule", job.schedule.empty() ? json() : json(job.schedule)},
                {"missed", settings::missed_words.word_of(job.missed)}};
  const auto* own = settings::kind_of(settings, job);
  for (const auto* kind : connectors::kinds()) {
    core::config::Table values = kind == own ? job.values : core::config::Table();
    settings::fill_defaults(kind->job_keys, values);
    for (const auto& key : kind->job_keys) {
      if (kind != own && own != nullptr && has_key(own->job_keys, key.name)) continue;
      shown[std::string(key.name)] = value_json(key, values[key.name]);
    }
  }
  return shown;
}

/// Where it is asked, and no more: a connection is not shown.
json source_json(const settings::Source& source) {
  json shown = {{"name", source.name}, {"kind", source.kind}};
  for (const auto* kind : connectors::kinds()) {
    for (const auto& key : kind->source_keys) {
      if (key.holds == core::config::Holds::web_address) shown[std::string(key.name)] = source.values.text(key.name);
    }
  }
  return shown;
}

json target_json(const settings::FolderTarget& folder) {
  return {{"mode", fmt::format("{:04o}", folder.file_mode.bits)}, {"group", folder.group}};
}
json target_json(const settings::SftpTarget& server) {
  return {{"host_key", settings::host_keys_text(server.host_keys)}};
}
json target_json(const settings::TableTarget& table) {
  return {{"table", settings::to_text(table.table)},
          {"mode", settings::table_mode_words.word_of(table.mode)},
          {"keys", table.keys}};
}

json publish_json(const settings::Publish& publish) {
  json shown = {{"dataset", publish.dataset}, {"to", settings::to_text(publish.target)}, {"job", publish.job}};
  shown["formats"] = json::array();
  for (const auto format : publish.formats) shown["formats"].push_back(settings::file_format_words.word_of(format));
  shown.update(std::visit([](const auto& target) { return target_json(target); }, publish.target));
  return shown;
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
    auto answer = delivery::try_target(settings, target, environment.files, environment.stop);
    if (answer) {
      answers.push_back("target " + settings::to_text(target) + ": " + *answer);
    } else {
      auto error = std::move(answer).error();
      if (error.place.field.empty()) error.place.field = "publish." + std::to_string(i);
      errors.push_back(std::move(error));
    }
  }
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

std::string shown_settings(const settings::Settings& settings) {
  const auto& http = settings.http;
  json shown{{"file", settings.file.string()},
             {"digest", settings.digest},
             {"municipality", settings.municipality},
             {"state", settings.state.string()},
             {"warehouse",
              {{"folder", settings.warehouse_folder.string()},
               {"group", settings.warehouse_group},
               {"generations", settings.generations},
               {"memory", settings.memory},
               {"threads", settings.threads}}},
             {"archive", {{"zstd_level", settings.archive_zstd_level}}},
             {"log",
              {{"level", settings::log_level_words.word_of(settings.log_level)},
               {"format", settings::log_format_words.word_of(settings.log_format)}}},
             {"http",
              {{"attempts", http.attempts},
               {"budget", core::to_text(http.budget)},
               {"connect_timeout", core::to_text(http.connect_timeout)},
               {"total_timeout", core::to_text(http.total_timeout)},
               {"stall", core::to_text(http.stall)},
               {"rate", http.rate},
               {"concurrency", http.concurrency},
               {"proxy", http.proxy},
               {"no_proxy", http.no_proxy},
               {"contact", http.contact}}},
             {"models_folder", settings::models_folder().string()}};
  shown["config_folders"] = json::array();
  for (const auto& folder : settings.config_folders) shown["config_folders"].push_back(folder.string());
  shown["sources"] = json::array();
  for (const auto& source : settings.sources) shown["sources"].push_back(source_json(source));
  shown["jobs"] = json::array();
  for (const auto& job : settings.jobs) shown["jobs"].push_back(job_json(settings, job));
  shown["publish"] = json::array();
  for (const auto& publish : settings.publish) shown["publish"].push_back(publish_json(publish));
  return core::json_text(shown, 2) + "\n";
}

core::Result<ExitCode> command_config_show(Environment& environment) {
  SLUSS_ASSIGN(const auto settings, load_settings(environment));
  return printed(environment, shown_settings(settings));
}

core::Result<ExitCode> command_check(Environment& environment) {
  SLUSS_ASSIGN(const auto settings, load_settings(environment));
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
  std::ranges::move(service::door_warnings(settings), std::back_inserter(warnings));
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

}  // namespace sluss::daemon::cli
