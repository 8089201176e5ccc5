#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "core/log.h"
#include "daemon/program/daemon_call.h"
#include "daemon/program/doctor_diagnosis.h"
#include "daemon/program/validation.h"
#include "daemon/program/workspace.h"
#include "daemon/serve/service/door_checks.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/load.h"
#include "daemon/settings/socket_place.h"

namespace sluss::daemon::program {

namespace fs = std::filesystem;

namespace {

/// The state that a file with errors names, where its warehouse is in it. Nothing: it cannot be known.
std::optional<settings::Settings> state_of(const fs::path& file) {
  auto settings = settings::socket_settings_despite_errors(file);
  std::error_code problem;
  if (settings.state.empty() || !fs::is_directory(settings.state / "warehouse", problem)) return std::nullopt;
  settings.warehouse_folder = settings.state / "warehouse";
  settings.config_folders = settings::config_folders_of(file);
  return settings;
}

}  // namespace

void examine_configuration(Environment& environment, const settings::Settings& settings,
                           std::vector<Diagnosis>& diagnoses) {
  auto [errors, new_errors, closed] = validate_all(environment.files, settings);
  std::ranges::move(new_errors, std::back_inserter(errors));
  // Those, the closed ones among them, have diagnoses of their own.
  std::erase_if(errors, [](const core::Error& error) { return error.code.starts_with("credential."); });
  for (const auto& error : errors) diagnoses.push_back(ill("configuration", error));
  auto warnings = serve::door_warnings(settings);
  std::ranges::move(missing_folders(settings), std::back_inserter(warnings));
  for (const auto& warning : warnings)
    diagnoses.push_back({"configuration", Health::warning, warning.code + ": " + warning.what, warning.remedy});
  if (errors.empty())
    diagnoses.push_back({"configuration", Health::well, settings.file.string() + " and what it names", ""});
}

core::Result<std::unique_ptr<Workspace>> open_despite_errors(Environment& environment,
                                                             std::vector<Diagnosis>& diagnoses) {
  std::error_code problem;
  const auto file = fs::absolute(configuration_file(environment.invocation), problem);
  const auto loaded = settings::load(file);
  if (loaded) return Workspace::open(environment);
  auto known = settings_from_daemon(environment);
  if (!known) known = state_of(file);
  if (!known) return Workspace::open(environment);
  for (const auto& error : loaded.error()) {
    diagnoses.push_back(ill("configuration", error));
    diagnoses.back().what = core::log::masked(diagnoses.back().what);
  }
  return std::make_unique<Workspace>(environment, *std::move(known));
}

}  // namespace sluss::daemon::program
