#pragma once
// Organisational units by the mapping's [[unit]]: names and aliases with validity. Private to the normaliser.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/register/mapping/mapping.h"
#include "transforms/normalise/register/period_days.h"

namespace sluss::transforms::normalise::registers {

struct FoundUnit {
  std::string id;     ///< of [[unit]], or ORIGIN:MAPPING.NAME of one that is not there
  std::string title;  ///< its name, or as it was written
  bool known = false;
};

class Units {
 public:
  /// `mapping` outlives it.
  Units(const connectors::registers::Mapping& mapping, std::string_view origin);
  /// By id, name or alias of a unit that exists at some day of the period; where there are several, the one of its last
  /// day. `text` is not blank.
  [[nodiscard]] FoundUnit find(std::string_view text, const PeriodDays& days) const;
  /// The id of an unknown unit in an area: ORIGIN:MAPPING.AREA.NAME of the ORIGIN:MAPPING.NAME that find() gives.
  [[nodiscard]] std::string id_in(std::string_view id, std::string_view area) const;

 private:
  struct Known {
    const connectors::registers::UnitAlias* unit = nullptr;
    PeriodDays valid;
  };
  std::map<std::string, std::vector<Known>, std::less<>> names_;  ///< by spelling
  std::string prefix_;
};

}  // namespace sluss::transforms::normalise::registers
