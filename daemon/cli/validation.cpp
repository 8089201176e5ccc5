#include "daemon/cli/validation.h"

#include <algorithm>
#include <array>

#include "daemon/cli/sources.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/indicator_config.h"
#include "transforms/datasets/models.h"

namespace sluss::daemon::cli {

namespace datasets = transforms::datasets;

std::vector<core::Error> validate_all(core::Files& files, const settings::Settings& settings) {
  auto errors = check_credentials(settings);
  const auto add = [&](std::vector<core::Error> more) {
    errors.insert(errors.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  for (const auto& name : settings::indicator_sets(settings.config_folders)) {
    if (auto set = settings::indicator_set(settings.config_folders, name); !set) add({std::move(set).error()});
  }
  if (auto indicators = datasets::load_indicators(files, settings.config_folders); !indicators)
    add(std::move(indicators).error());
  auto descriptions = datasets::load_descriptions(files, settings.config_folders);
  if (!descriptions) add(descriptions.error());
  auto models = datasets::load_models(files, {settings::models_folder()});
  if (!models) {
    add({std::move(models).error()});
  } else if (descriptions) {
    for (const auto& dataset : *descriptions) {
      if (std::ranges::find(*models, dataset.name, &warehouse::Model::name) != models->end()) continue;
      add({{"datasets.no_model",
            core::ErrorClass::config,
            "the dataset '" + dataset.name + "' has no model",
            "Put " + dataset.name + ".sql into " + settings::models_folder().string() + ".",
            {dataset.name + ".toml", 0, 0, ""}}});
    }
  }
  return errors;
}

}  // namespace sluss::daemon::cli
