#pragma once
// The kinds of sources that this program knows. The tests link a registry of their own in this one's place.

#include <span>
#include <string_view>

#include "connectors/kind.h"

namespace sluss::connectors {

/// In the order in which documents list them. The first is the one whose source needs no table of its own, and whose
/// segments an older program wrote without naming their kind.
[[nodiscard]] std::span<const Kind* const> kinds();
[[nodiscard]] const Kind* find_kind(std::string_view name);

}  // namespace sluss::connectors
