#pragma once
// What was understood of a file, in words.

#include <string>
#include <vector>

#include "connectors/register/mapping/locate.h"

namespace sluss::connectors::registers {

/// Swedish, a line each: "rubriker på rad: 3".
[[nodiscard]] std::vector<std::string> in_swedish(const Summary& summary);

}  // namespace sluss::connectors::registers
