#pragma once
// Which normaliser reads what a kind of source sends. The tests link a registry of their own in this one's place.

#include <string_view>

#include "transforms/normalise/normaliser.h"

namespace sluss::transforms::normalise {

/// By the kind's name; null: none.
[[nodiscard]] MakeNormaliser find_normaliser(std::string_view kind);

}  // namespace sluss::transforms::normalise
