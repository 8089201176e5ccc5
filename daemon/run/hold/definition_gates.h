#pragma once
// Gates that need no values: an indicator whose definition changed, a catalogue that shrank.

#include <string>
#include <string_view>
#include <vector>

#include "core/dimensions.h"
#include "core/error.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

struct DefinitionGates {
  std::vector<warehouse::HeldSeries> held;  ///< measure words or sex split changed
  bool catalogue_shrank = false;            ///< holds the run
  std::int64_t known = 0;                   ///< indicators of the origin that were open
};

/// Compares the catalogue as it is now with the open versions of core.indicator.
[[nodiscard]] core::Result<DefinitionGates> definition_gates(warehouse::Reader& reader, std::string_view origin,
                                                             const std::vector<core::Indicator>& now,
                                                             const warehouse::GateLimits& limits);

}  // namespace sluss::daemon::run
