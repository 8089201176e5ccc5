#pragma once
// Where figures come from, as a file states it.

#include <string>
#include <utility>
#include <vector>

namespace sluss::transforms::datasets {

/// What a file must state about where its figures come from. Title and value, Swedish, in the order shown.
using Provenance = std::vector<std::pair<std::string, std::string>>;

}  // namespace sluss::transforms::datasets
