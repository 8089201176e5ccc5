#pragma once
// One small request to Kolada, or to what answers in its place. Blocks its caller.

#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kind.h"

namespace sluss::connectors::kolada {

/// Each name and the secret that goes with it: of the source's key "secret_headers" or "secret_query".
[[nodiscard]] core::Result<std::vector<std::pair<std::string, core::Secret>>> secrets_of(const Setup& setup,
                                                                                         std::string_view key);

/// Errors: those of the HTTP client and of the secrets; kolada.not_json when something else answers.
[[nodiscard]] core::Result<Probe> probe(const Setup& setup, const std::stop_token& stop);

}  // namespace sluss::connectors::kolada
