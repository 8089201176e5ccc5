#pragma once
// What Kolada has only in titles: that an indicator has ended, its measure, and whose a group is. Pure functions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluss::transforms::normalise {

/// White space collapsed to single spaces and trimmed (161 of 6,099 titles have double spaces).
[[nodiscard]] std::string clean_title(std::string_view title);

/// Literal backslash-n to a line break: some descriptions carry it as two characters.
[[nodiscard]] std::string clean_description(std::string_view description);

/// 2023 for a title that ends in "(-2023)" or "(- 2023)".
[[nodiscard]] std::optional<std::int32_t> discontinued_year(std::string_view title);

/// The measure by the title's words, in one spelling: "andel (%)", "(%)", "antal", "antal/1000 inv", "antal/10 000
/// inv", "antal/100 000 inv", "kr/inv", "mkr", "dagar", "medelvärde", "index", "(Ja=1, Nej=0)", …; nothing where the
/// title has none. One spelling, so that a reworded title is no change of measure.
[[nodiscard]] std::optional<std::string> measure_of(std::string_view title);

struct GroupTitle {
  std::string theme;                 ///< "Liknande kommuner äldreomsorg"
  std::string owner;                 ///< "Sala"; empty: the group is made for no one in particular
  std::optional<std::int32_t> year;  ///< 2024
  bool operator==(const GroupTitle&) const = default;
};

/// "Liknande kommuner äldreomsorg, Sala, 2024" in its parts; any other title is a theme.
[[nodiscard]] GroupTitle group_title(std::string_view title);

}  // namespace sluss::transforms::normalise
