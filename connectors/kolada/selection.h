#pragma once
// From what an operator wrote to Kolada's ids. Pure.

#include <set>
#include <string>
#include <vector>

#include "connectors/kolada/catalogue.h"
#include "connectors/kolada/kolada.h"
#include "core/error.h"
#include "core/finding.h"

namespace sluss::connectors::kolada {

/// Which parts of the catalogue a selection cannot be resolved without.
struct Needs {
  bool area_groups = false;
  bool indicator_groups = false;
  bool units = false;
};
[[nodiscard]] Needs needs_of(const Selection& selection);

/// Ids are sorted and unique.
struct ResolvedSelection {
  bool all_indicators = false;
  std::set<std::string> indicators;  ///< empty when all
  bool all_areas = false;
  std::set<std::string> areas;   ///< municipalities, regions, 0000; also when all
  std::set<std::string> groups;  ///< groups whose own (mean) values are requested
  std::vector<std::string> compare_groups;
  std::set<std::string> unit_areas;  ///< empty: no units
  bool all_unit_areas = false;
  int first_year = 0;
  int last_year = 0;
  std::vector<core::Finding> findings;
};

/// Errors (config class): kolada.unknown_indicator when nothing at all is left to request, kolada.unknown_area,
/// kolada.unknown_group, kolada.ambiguous, kolada.years. Findings: an indicator that is not in the catalogue.
[[nodiscard]] core::Result<ResolvedSelection> resolve(const Selection& selection, const Catalogue& catalogue,
                                                      int this_year);

}  // namespace sluss::connectors::kolada
