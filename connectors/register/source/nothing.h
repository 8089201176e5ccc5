#pragma once
// The extent of a run that found no file to load. Pure.

#include <string_view>

namespace sluss::connectors::registers {

inline constexpr std::string_view nothing_text = "{}";

[[nodiscard]] constexpr bool is_nothing(std::string_view extent) {
  return extent.empty() || extent == nothing_text;
}

}  // namespace sluss::connectors::registers
