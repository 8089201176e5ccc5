#include "warehouse/merge/keys.h"

namespace sluss::warehouse::merge {

std::optional<std::uint32_t> KeyTable::find(std::string_view text) const {
  const auto found = keys_.find(text);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

std::uint32_t KeyTable::find_or_add(std::string_view text) {
  if (const auto found = keys_.find(text); found != keys_.end()) return found->second;
  const auto key = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  keys_.emplace(std::string(text), key);
  return key;
}

}  // namespace sluss::warehouse::merge
