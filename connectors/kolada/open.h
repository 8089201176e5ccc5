#pragma once
// Kolada over HTTP.

#include <memory>

#include "connectors/kind.h"

namespace sluss::connectors::kolada {

/// Errors: of [http] and of secrets that cannot be read, and of sets.
[[nodiscard]] core::Result<std::unique_ptr<Source>> open_source(Setup setup);

}  // namespace sluss::connectors::kolada
