#include "warehouse/merge/staged_block.h"

#include <algorithm>

namespace sluss::warehouse::merge {

namespace {

/// By key, then in the order of loading.
bool before(const core::Fact& a, const core::Fact& b) {
  const FactKey x = key_of(a);
  const FactKey y = key_of(b);
  if (x.high != y.high) return x.high < y.high;
  if (x.low != y.low) return x.low < y.low;
  return a.raw != b.raw ? a.raw < b.raw : a.position < b.position;
}

bool same_incoming(const core::Fact& a, const core::Fact& b, core::SameFigure by) {
  return a.deleted == b.deleted && (a.deleted || same_content(a, b, by));
}

/// Keeps the last of each key. Sorted before and after.
void drop_duplicates(StagedBlock& block, core::SameFigure by) {
  auto& facts = block.facts;
  std::size_t kept = 0;
  for (std::size_t first = 0; first < facts.size();) {
    std::size_t last = first;
    bool conflict = false;
    while (last + 1 < facts.size() && key_of(facts[last + 1]) == key_of(facts[first])) {
      ++last;
      conflict |= !same_incoming(facts[last], facts[first], by);
    }
    block.duplicates += static_cast<std::int64_t>(last - first);
    // One without a value is not one of those that were said: it stands for all, and its load has told why.
    if (conflict && facts[last].status != core::FactStatus::contradictory) ++block.conflicts[facts[first].indicator];
    if (kept != last) facts[kept] = facts[last];
    ++kept;
    first = last + 1;
  }
  facts.resize(kept);
}

/// Number 0 is the empty text, and key 0 is none.
std::vector<std::uint32_t> keys_of(KeyTable& table, const core::Dictionary& names) {
  std::vector<std::uint32_t> keys(names.size(), 0);
  for (std::uint32_t number = 1; number < names.size(); ++number)
    keys[number] = table.find_or_add(names.text_of(number));
  return keys;
}

}  // namespace

KeyMapping::KeyMapping(Keys& keys, const core::FactNames& names)
    : indicators_(keys_of(keys.indicators, names.indicators)),
      areas_(keys_of(keys.areas, names.areas)),
      units_(keys_of(keys.units, names.units)) {}

void KeyMapping::apply(std::vector<core::Fact>& facts) const {
  for (core::Fact& fact : facts) {
    fact.indicator = indicators_[fact.indicator];
    fact.area = areas_[fact.area];
    fact.unit = units_[fact.unit];
  }
}

core::Result<StagedBlock> prepare_block(StagedFacts& staged, std::size_t index, const KeyMapping& mapping,
                                        core::SameFigure by) {
  StagedBlock block;
  block.facts = SLUSS_TRY(staged.block(index));
  mapping.apply(block.facts);
  if (!std::ranges::is_sorted(block.facts, before)) std::ranges::sort(block.facts, before);
  drop_duplicates(block, by);
  return block;
}

}  // namespace sluss::warehouse::merge
