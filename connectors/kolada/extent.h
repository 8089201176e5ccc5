#pragma once
// What a load from Kolada covers, and its text in the archive. With schema.h the door to the normaliser.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::connectors::kolada {

enum class AreasAsked : std::uint8_t {
  unsaid,
  all,    ///< answers hold every area that the source has; those outside the selection are passed over
  named,  ///< by their ids
};

/// What extract() found out beside the rows.
struct Extracted {
  bool all_indicators = false;
  std::vector<std::string> indicators;  ///< Kolada ids that were asked for
  bool all_areas = false;
  std::vector<std::string> areas;  ///< Kolada ids that were asked for, groups included
  std::vector<std::string> unit_areas;
  /// How the areas of values were asked for: what else comes was not. Loads of before 0.2 do not say it.
  AreasAsked areas_asked = AreasAsked::unsaid;
  int first_year = 0;
  int last_year = 0;
  bool years_bound = false;    ///< other years are not taken. Loads of before 0.2 do not say it, and took them
  bool complete_full = false;  ///< every data query was loaded in full in this run; not part of the text
  std::vector<std::string> compare_groups;  ///< Kolada ids of the groups that `compare` means
};

/// A JSON object; other fields in it are not looked at.
[[nodiscard]] std::string extent_text(const Extracted& extracted);
/// Errors: data class "archive.resolution".
[[nodiscard]] core::Result<Extracted> parse_extent(std::string_view text);

}  // namespace sluss::connectors::kolada
