#pragma once
// Names as they are in ids, and the ids of a mapping's indicators.

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sluss::transforms::normalise::registers {

/// "Särskilt boende, 65+" is "sarskilt-boende-65plus": a-z, digits, _ and . as they are, small; å, ä and ö are a and o;
/// < and > are lt and gt, + is plus, % is procent; whatever else is a hyphen, none at the ends. Two names may have one
/// text: whoever makes ids of them must see to that. Empty where nothing is left.
[[nodiscard]] std::string id_text(std::string_view name);

using DimensionValue = std::pair<std::string_view, std::string_view>;  ///< name, and value as id_text() gives it

/// "hemtjanstindex.rank[del=information;regi=enskild]": dimensions by name, and none in brackets where there are none.
[[nodiscard]] std::string indicator_text(std::string_view mapping, std::string_view measure,
                                         std::span<const DimensionValue> dimensions);

}  // namespace sluss::transforms::normalise::registers
