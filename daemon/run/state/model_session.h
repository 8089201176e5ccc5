#pragma once
// What the configuration gives the models of a reader or a run. Reads config/indicators and the models' files: any
// thread. Errors: config class, those of the files.

#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "daemon/settings/settings.h"
#include "transforms/datasets/indicator_config.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// config/indicators, of all configuration folders; the first error of a file, where several have one.
[[nodiscard]] core::Result<std::vector<transforms::datasets::IndicatorConfig>> configured_indicators(
    const settings::Settings& settings, core::Files& files);

/// What the models are given: own municipality, comparison, selected indicators, config/indicators, who is quoted.
[[nodiscard]] core::Result<warehouse::Session> session_of(const settings::Settings& settings, core::Files& files);

}  // namespace sluss::daemon::run
