#pragma once
// Where figures come from, as a file says it of its own.

#include <string>
#include <utility>
#include <vector>

namespace sluss::transforms::datasets {

/// What a file must say about where its figures come from. Title and value, Swedish, in the order shown.
using Provenance = std::vector<std::pair<std::string, std::string>>;

}  // namespace sluss::transforms::datasets
