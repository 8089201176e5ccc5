#include "daemon/program/validation.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>
#include <variant>

#include "connectors/registry.h"
#include "core/small_file.h"
#include "daemon/program/sources.h"
#include "daemon/run/runner/models.h"
#include "daemon/serve/service/certificates.h"
#include "daemon/serve/service/door_checks.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/kinds.h"
#include "daemon/settings/named_credentials.h"
#include "transforms/codelists/load.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/indicator_config.h"
#include "transforms/datasets/models.h"

namespace sluss::daemon::program {

namespace datasets = transforms::datasets;

namespace {

core::Result<> check_file(std::string_view field, const std::string& file) {
  constexpr std::size_t largest = 1U << 20U;
  SLUSS_TRY(core::read_small_file(file, largest));
  if (field.ends_with("_key")) return {};
  SLUSS_TRY(serve::certificate_expiry(file));
  return {};
}

/// Certificates and keys that libraries open by their names, later and elsewhere.
std::vector<core::Error> check_files(const settings::Settings& settings) {
  const std::array<std::pair<std::string_view, std::string>, 4> named{
      {{"http.ca_file", settings.http.ca_file},
       {"http.client_certificate", settings.http.client_certificate},
       {"http.client_key", settings.http.client_key},
       {"mail.ca_file", settings.mail.ca_file}}};
  std::vector<core::Error> errors;
  for (const auto& [field, file] : named) {
    if (file.empty()) continue;
    auto checked = check_file(field, file);
    if (checked) continue;
    errors.push_back(std::move(checked).error());
    errors.back().place.field = field;
  }
  return errors;
}

/// By 0.1 too.
bool was_checked(std::string_view field) {
  return std::ranges::any_of(std::array{"http.", "source.", "database.", "publish."},
                             [&](std::string_view section) { return field.starts_with(section); });
}

/// Files that jobs name: they stop those jobs alone, and not the configuration.
std::vector<core::Error> check_job_files(const settings::Settings& settings) {
  std::vector<core::Error> errors;
  for (const auto& job : settings.jobs) {
    const auto* kind = settings::kind_of(settings, job);
    if (kind == nullptr || kind->check_job_files == nullptr) continue;
    for (auto& error : kind->check_job_files(job.values, settings.config_folders)) {
      error.what = "job \"" + job.name + "\": " + error.what;
      errors.push_back(std::move(error));
    }
  }
  return errors;
}

/// Of each kind, by its sources together.
std::vector<core::Error> check_places(const settings::Settings& settings) {
  std::vector<core::Error> errors;
  for (const auto* kind : connectors::kinds()) {
    if (kind->check_places == nullptr) continue;
    std::vector<connectors::SourceOfKind> sources;
    for (const auto& source : settings.sources)
      if (source.kind == kind->name) sources.push_back({.name = source.name, .source = source.values});
    for (auto& error : kind->check_places(sources, settings.state)) {
      error.place = {settings.file.string(), 0, 0, "source." + error.place.field + ".path"};
      errors.push_back(std::move(error));
    }
  }
  return errors;
}

std::vector<core::Error> without_model(const settings::Settings& settings,
                                       const std::vector<datasets::DatasetDescription>& descriptions,
                                       const std::vector<warehouse::Model>& models) {
  std::vector<core::Error> errors;
  for (const auto& dataset : descriptions) {
    if (std::ranges::find(models, dataset.name, &warehouse::Model::name) != models.end()) continue;
    const auto own = settings.file.parent_path() / "models" / (dataset.name + ".sql");
    errors.push_back({"datasets.no_model",
                      core::ErrorClass::config,
                      "the dataset '" + dataset.name + "' has no model",
                      "Write it to " + own.string() + ".",
                      {dataset.name + ".toml", 0, 0, ""}});
  }
  return errors;
}

}  // namespace

Validation validate_all(core::Files& files, const settings::Settings& settings) {
  Validation found;
  const auto add = [&](std::vector<core::Error> more) { std::ranges::move(more, std::back_inserter(found.errors)); };
  for (auto& error : check_credentials(settings)) {
    auto& those = error.code == settings::credential_closed ? found.warnings
                  : was_checked(error.place.field)          ? found.errors
                                                            : found.new_errors;
    those.push_back(std::move(error));
  }
  std::error_code problem;
  if (const auto& state = settings.state; std::filesystem::is_regular_file(state, problem)) {
    found.errors.push_back({"config.path",
                            core::ErrorClass::config,
                            "the state folder would be " + state.string() + ", which is a file",
                            "Name a folder, or one that is not there yet: it is made.",
                            {settings.file.string(), 0, 0, "state"}});
  }
  std::ranges::move(check_files(settings), std::back_inserter(found.new_errors));
  std::ranges::move(serve::door_errors(settings), std::back_inserter(found.new_errors));
  for (const auto& name : settings::indicator_sets(settings.config_folders)) {
    if (auto set = settings::indicator_set(settings.config_folders, name); !set) add({std::move(set).error()});
  }
  if (auto indicators = datasets::load_indicators(files, settings.config_folders, connectors::understood_origin());
      !indicators)
    add(std::move(indicators).error());
  if (auto lists = transforms::codelists::load_codelists(files, settings.config_folders); !lists)
    add(std::move(lists).error());
  add(check_places(settings));
  add(check_job_files(settings));
  auto descriptions = datasets::load_descriptions(files, settings.config_folders);
  if (!descriptions) add(descriptions.error());
  auto models = run::models_of(settings, files);
  if (!models) {
    // 0.1 did not check models of one's own.
    const bool shipped = datasets::load_models(files, {settings::models_folder()}).has_value();
    (shipped ? found.new_errors : found.errors).push_back(std::move(models).error());
  } else if (descriptions) {
    add(without_model(settings, *descriptions, *models));
  }
  return found;
}

std::vector<core::Error> missing_folders(const settings::Settings& settings) {
  std::vector<core::Error> missing;
  for (std::size_t i = 0; i < settings.publish.size(); ++i) {
    const auto* target = std::get_if<settings::FolderTarget>(&settings.publish[i].target);
    if (target == nullptr) continue;
    std::error_code problem;
    const auto type = std::filesystem::status(target->path, problem).type();
    const bool not_there = type == std::filesystem::file_type::not_found;
    if (!not_there && (problem || type == std::filesystem::file_type::directory)) continue;
    missing.push_back(core::fail(core::ErrorClass::config, "publish.folder",
                                 target->path.string() + (not_there ? " is not there" : " is no folder") +
                                     ": nothing can be delivered to it",
                                 "Create the folder, mount the share, or correct the path; sluss does not create it.",
                                 {settings.file.string(), 0, 0, "publish." + std::to_string(i) + ".to"})
                          .error());
  }
  return missing;
}

}  // namespace sluss::daemon::program
