#pragma once
// What an error of a request means to the operator of a Kolada load.

#include <string_view>

#include "core/error.h"

namespace sluss::connectors::kolada {

/// HTTP's answers as what they are for Kolada: 410 → kolada.retired, 404 → kolada.not_found, 400 and 422 →
/// kolada.bad_request; all others keep their code. The error names the request.
[[nodiscard]] core::Error explain(core::Error error, std::string_view url);

}  // namespace sluss::connectors::kolada
