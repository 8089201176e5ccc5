#pragma once
// The findings of a run as its page shows them.

#include <vector>

#include "core/finding.h"

namespace sluss::daemon::pages {

/// Findings that are alike but for the years of their questions ("… på 3 frågor om åren 1970–1994.") become one in the
/// place of the first: its years as ranges, its questions and counts those of all, its subject what the subjects of all
/// begin with. Of the same code, severity and remedy only; others are unchanged.
[[nodiscard]] std::vector<core::Finding> with_years_joined(const std::vector<core::Finding>& findings);

}  // namespace sluss::daemon::pages
