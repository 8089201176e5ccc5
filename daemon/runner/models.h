#pragma once
// Where a configuration has its models.

#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "daemon/settings/settings.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::runner {

/// Those of the configuration's folders ("models" in each), then the shipped ones; of one name the first wins. Errors:
/// those of datasets::load_models().
[[nodiscard]] core::Result<std::vector<warehouse::Model>> models_of(const settings::Settings& settings,
                                                                    core::Files& files);

}  // namespace sluss::daemon::runner
