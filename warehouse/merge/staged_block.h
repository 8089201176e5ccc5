#pragma once
// A block of staged facts made ready to be compared: the warehouse's keys, sorted, each key once.

#include <cstdint>
#include <map>
#include <vector>

#include "core/error.h"
#include "core/fact.h"
#include "core/finding.h"
#include "warehouse/merge/fact_key.h"
#include "warehouse/merge/keys.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::merge {

struct StagedBlock {
  std::vector<core::Fact> facts;  ///< ids are warehouse keys; ascending by key_of(), no key twice
  std::int64_t duplicates = 0;
  std::map<std::uint32_t, std::int64_t> conflicts;  ///< by indicator: keys that came with different values
};

/// Run-local numbers to warehouse keys. Every name gets its key at once, so that blocks can be mapped on another thread
/// while the keys are read.
class KeyMapping {
 public:
  KeyMapping(Keys& keys, const core::FactNames& names);
  void apply(std::vector<core::Fact>& facts) const;

 private:
  std::vector<std::uint32_t> indicators_, areas_, units_;
};

/// Of facts with the same key, the last one stays.
[[nodiscard]] core::Result<StagedBlock> prepare_block(StagedFacts& staged, std::size_t index, const KeyMapping& mapping,
                                                      core::SameFigure by);

}  // namespace sluss::warehouse::merge
