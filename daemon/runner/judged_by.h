#pragma once
// By what a run was judged and beside whom it ran, kept with it: a rebuild goes by that, not by the configuration of
// its day.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/warehouse.h"

namespace sluss::daemon::runner {

/// A JSON object.
[[nodiscard]] std::string gates_text(const warehouse::GateLimits& limits);
/// `json` (an object) with them, as "gates".
[[nodiscard]] std::string with_gates(const std::string& json, const warehouse::GateLimits& limits);
/// Those that an object has; nothing: an older program wrote it.
[[nodiscard]] std::optional<warehouse::GateLimits> gates_in(std::string_view json);

/// The other sources of its origin that the configuration had, as "beside"; none: an empty list.
[[nodiscard]] std::string with_beside(const std::string& json, const std::vector<std::string>& sources);
[[nodiscard]] std::vector<std::string> beside_in(std::string_view json);

}  // namespace sluss::daemon::runner
