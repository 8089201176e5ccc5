#pragma once
// What a run has to tell, as its page tells it.

#include <vector>

#include "core/finding.h"

namespace sluss::daemon::pages {

/// Findings that say the same of questions about other years ("… på 3 frågor om åren 1970–1994.") become one in the
/// place of the first: its years as ranges, its questions and counts those of all, its subject what the subjects of all
/// begin with. Of the same code, severity and remedy only; others are as they were.
[[nodiscard]] std::vector<core::Finding> with_years_joined(const std::vector<core::Finding>& findings);

}  // namespace sluss::daemon::pages
