#pragma once
// One query over ODBC as a source of the run: its rows as they are, archived as encoded batches.

#include <memory>

#include "connectors/kind.h"

namespace sluss::connectors::odbc {

/// Errors: of a secret that cannot be read.
[[nodiscard]] core::Result<std::unique_ptr<Source>> open_source(Setup setup);

[[nodiscard]] std::unique_ptr<ObjectReader> make_reader();

}  // namespace sluss::connectors::odbc
