#include "core/nearest.h"

#include <algorithm>
#include <cstddef>

#include "core/ids.h"

namespace sluss::core {

std::string nearest_of(std::string_view written, std::span<const std::string> words) {
  constexpr std::size_t longest = 100;
  if (written.size() > longest) return {};
  std::string nearest;
  std::size_t least = std::max<std::size_t>(2, written.size() / 3) + 1;
  for (const auto& word : words) {
    if (word.size() > longest) continue;
    const auto distance = edit_distance(written, word);
    if (distance >= least) continue;
    least = distance;
    nearest = word;
  }
  return nearest;
}

}  // namespace sluss::core
