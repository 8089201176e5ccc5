#pragma once
// One small question to Kolada, or to what stands in its place. Blocks its caller.

#include <stop_token>

#include "connectors/kind.h"

namespace sluss::connectors::kolada {

/// Errors: those of the HTTP client and of the secrets; kolada.not_json when something else answers.
[[nodiscard]] core::Result<Look> look(const Setup& setup, const std::stop_token& stop);

}  // namespace sluss::connectors::kolada
