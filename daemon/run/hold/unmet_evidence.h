#pragma once
// Expectations that a load does not satisfy, as a held series shows them and as the run reports them.

#include <string>
#include <vector>

#include "core/finding.h"
#include "core/unmet.h"

namespace sluss::daemon::run {

/// JSON: {"unmet": [{table, kind, column, level, expectation, outcome, expected, found, count, rows}, …]}. Each series
/// of the run gets it: the rows of all together are at most a hundred.
[[nodiscard]] std::string unmet_evidence(const std::vector<core::Unmet>& unmet);

/// "run.unmet", one for each.
[[nodiscard]] std::vector<core::Finding> unmet_findings(const std::vector<core::Unmet>& unmet);

}  // namespace sluss::daemon::run
