#pragma once
// The code lists by which areas are known (config/codelists). Pure.

#include <algorithm>
#include <array>
#include <string_view>

namespace sluss::core {

inline constexpr std::array<std::string_view, 4> area_lists{"kommuner", "lan", "regioner", "riket"};

/// By its id.
[[nodiscard]] constexpr bool is_area_list(std::string_view id) {
  return std::ranges::find(area_lists, id) != area_lists.end();
}

}  // namespace sluss::core
