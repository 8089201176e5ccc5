#pragma once
// The gates: whether a run's changes to a series must wait for a person.

#include <optional>
#include <string>

#include "warehouse/merge/compare.h"
#include "warehouse/merge/keys.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::merge {

/// The name of the gate that the comparison does not pass, if there is one.
[[nodiscard]] std::optional<std::string> failed_gate(const Comparison& comparison, const GateLimits& limits);

/// The series with its counts, its shares, quantiles of the ratio and ten examples. `reason`: evidence given from
/// outside, JSON or empty.
[[nodiscard]] HeldSeries held_series(const std::string& series, const std::string& gate, const Comparison& comparison,
                                     const Keys& keys, const std::string& reason);

}  // namespace sluss::warehouse::merge
