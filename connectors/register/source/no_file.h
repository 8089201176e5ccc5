#pragma once
// The extent of a run that found no file to load. Pure.

#include <string_view>

namespace sluss::connectors::registers {

inline constexpr std::string_view extent_of_no_file = "{}";

[[nodiscard]] constexpr bool is_of_no_file(std::string_view extent) {
  return extent.empty() || extent == extent_of_no_file;
}

}  // namespace sluss::connectors::registers
