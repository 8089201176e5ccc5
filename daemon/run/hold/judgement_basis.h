#pragma once
// By what a run was judged and beside which sources it ran, stored in its details and its journal entry: a rebuild goes
// by that, not by the program and the configuration of its day.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "warehouse/rule_numbers.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

struct JudgementBasis {
  int rules = warehouse::first_rules;          ///< by which it was applied (warehouse/rule_numbers.h)
  std::optional<warehouse::GateLimits> gates;  ///< nothing: an older program did not write them down
  std::vector<std::string> beside = {};        ///< other sources that the configuration had of its origin
};

/// A JSON object with it, as "rules" (none: the first), "gates" and "beside" (none: no other source). A text that is no
/// object is returned unchanged.
[[nodiscard]] std::string with_basis(const std::string& json, const JudgementBasis& judged);
/// Reads such an object.
[[nodiscard]] JudgementBasis judgement_basis_in(std::string_view json);

}  // namespace sluss::daemon::run
