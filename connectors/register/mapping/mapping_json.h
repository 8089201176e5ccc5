#pragma once
// A mapping as the archive keeps it.

#include <string>

#include "connectors/register/mapping/mapping.h"

namespace sluss::connectors::registers {

/// Keys sorted, what has its usual value left out: equal mappings give equal bytes. mapping_of_json() reads it.
[[nodiscard]] std::string mapping_json(const Mapping& mapping);

}  // namespace sluss::connectors::registers
