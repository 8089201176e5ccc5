#pragma once
// What a load brings of indicators, areas, groups, units and announced publications.

#include <vector>

#include "core/dimensions.h"
#include "core/finding.h"

namespace sluss::transforms::normalise {

struct Dimensions {
  std::vector<core::Indicator> indicators;
  std::vector<core::Area> areas;
  /// Of figures' areas, as a code list has them: they stand where no source's catalogue has described the area.
  std::vector<core::Area> listed_areas;
  std::vector<core::AreaMember> area_members;
  std::vector<core::IndicatorMember> indicator_members;
  std::vector<core::Unit> units;
  std::vector<core::Publication> publications;
  std::vector<core::Finding> findings;  ///< ids and dates that could not be read; their rows are left out
  // Complete: all that the source has, so that who is gone closes.
  bool indicators_complete = false;  ///< and indicator_members
  bool area_members_complete = false;
};

}  // namespace sluss::transforms::normalise
