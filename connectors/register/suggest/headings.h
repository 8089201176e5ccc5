#pragma once
// Headings that are values: years, sexes. Private to suggest/. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sluss::connectors::registers {

/// Headings of one pattern.
struct HeadingGroup {
  std::string pattern;  ///< "{kon:word} {ar:year}"; empty: each heading is named
  std::vector<std::size_t> columns;
  std::vector<std::string> sexes;  ///< where each is named: of each column, as its heading has it
  bool has_year = false;
};

/// The largest group of these columns' headings that differ in year, in sex or in both only.
[[nodiscard]] std::optional<HeadingGroup> find_group(const std::vector<std::string>& headings,
                                                     const std::vector<std::size_t>& columns);

/// "Index {ar:year}" of "Index 2025".
[[nodiscard]] std::string year_pattern(const std::string& heading);

}  // namespace sluss::connectors::registers
