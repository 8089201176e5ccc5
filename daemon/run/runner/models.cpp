#include "daemon/run/runner/models.h"

#include <filesystem>

#include "daemon/settings/folders.h"
#include "transforms/datasets/models.h"

namespace sluss::daemon::run {

core::Result<std::vector<warehouse::Model>> models_of(const settings::Settings& settings, core::Files& files) {
  std::vector<std::filesystem::path> folders;
  folders.reserve(settings.config_folders.size() + 1);
  for (const auto& folder : settings.config_folders) folders.push_back(folder / "models");
  folders.push_back(settings::models_folder());
  return transforms::datasets::load_models(files, folders);
}

core::Result<std::vector<warehouse::RefreshedModel>> refresh_models(Context& context, warehouse::Writer& writer,
                                                                    core::RunId run, const BrokenModels& broken) {
  auto session = SLUSS_TRY(context.session());
  session.broken = broken;
  return writer.refresh_models(session, run, context.clock.now());
}

}  // namespace sluss::daemon::run
