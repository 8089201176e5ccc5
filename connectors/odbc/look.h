#pragma once
// Does the database answer, and is its driver on this machine?

#include <stop_token>
#include <vector>

#include "connectors/kind.h"

namespace sluss::connectors::odbc {

/// One row of the database's. Blocks its caller. Errors: those of Query::open and of the secret.
[[nodiscard]] core::Result<Look> look(const Setup& setup, std::stop_token stop);

/// Whether the driver that the connection names can be loaded. Touches no network.
[[nodiscard]] std::vector<MachineLook> look_at_machine(const core::config::Table& source);

}  // namespace sluss::connectors::odbc
