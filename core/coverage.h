#pragma once
// What absence means after a load: given by a normaliser, used by the warehouse.

#include <cstdint>
#include <string>
#include <vector>

#include "core/period.h"

namespace sluss::core {

/// What a complete full load covered. Open versions inside it that it did not carry are absent.
struct Coverage {
  bool all_indicators = false;          ///< of the source
  std::vector<std::string> indicators;  ///< else these
  std::vector<std::string> except;      ///< except these: something of them could not be read
  bool all_areas = false;
  std::vector<std::string> areas;
  PeriodKind kind = PeriodKind::year;
  std::int32_t first_period = 0;  ///< inclusive codes
  std::int32_t last_period = 0;
  bool units = false;  ///< facts of units (true) or of areas (false)
};

}  // namespace sluss::core
