#pragma once
// What a load from Kolada covers, and its text in the archive. With schema.h all that the normaliser includes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::connectors::kolada {

/// Which areas the queries for values requested.
enum class AreaScope : std::uint8_t {
  unrecorded,
  all,    ///< answers contain every area that the source has; those outside the selection are ignored
  named,  ///< by their ids
};

/// What extract() covered, beside the rows.
struct LoadExtent {
  bool all_indicators = false;
  std::vector<std::string> indicators;  ///< Kolada ids that were requested
  bool all_areas = false;
  std::vector<std::string> areas;  ///< Kolada ids that were requested, groups included
  std::vector<std::string> unit_areas;
  /// Values of areas outside it were not requested. Loads before 0.2 do not record it.
  AreaScope area_scope = AreaScope::unrecorded;
  int first_year = 0;
  int last_year = 0;
  bool years_bound = false;    ///< other years are not taken. Loads before 0.2 do not record it, and took them
  bool complete_full = false;  ///< every data query was loaded in full in this run; not part of the text
  std::vector<std::string> compare_groups;  ///< Kolada ids of the groups that `compare` means
};

/// A JSON object; parse_extent() ignores other fields in it.
[[nodiscard]] std::string extent_text(const LoadExtent& extent);
/// Errors: data class "archive.resolution".
[[nodiscard]] core::Result<LoadExtent> parse_extent(std::string_view text);

}  // namespace sluss::connectors::kolada
