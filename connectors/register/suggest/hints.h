#pragma once
// What a proposed table's texts suggest that its rows are: of levels, by Regi, totals among details. Comments for a
// person, never rules that hold. Private to suggest/. Pure.

#include <string>
#include <vector>

#include "connectors/register/suggest/keys.h"
#include "connectors/register/suggest/profile.h"

namespace sluss::connectors::registers {

/// A column that has no numbers to count.
struct HintColumn {
  std::string name;  ///< in the mapping
  std::string heading;
  const ColumnProfile* profile = nullptr;
  const KeyFile* key = nullptr;  ///< of its codes
};

struct Hints {
  std::string toml;               ///< comments; empty: there is nothing to say
  std::vector<std::string> open;  ///< what a person has to decide
};

[[nodiscard]] Hints hints_of(const std::vector<HintColumn>& columns);

}  // namespace sluss::connectors::registers
