#pragma once
// Whether this machine has the driver that a connection names.

#include <vector>

#include "connectors/kind.h"

namespace sluss::connectors::odbc {

/// Whether the driver that the connection names can be loaded. Touches no network.
[[nodiscard]] std::vector<MachineCheck> check_machine(const core::config::Table& source);

}  // namespace sluss::connectors::odbc
