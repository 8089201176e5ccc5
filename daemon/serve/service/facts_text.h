#pragma once
// The facts as the daemon keeps them.

#include <string>
#include <string_view>

#include "core/error.h"
#include "daemon/serve/service/facts.h"

namespace sluss::daemon::serve {

/// JSON, for a file of the daemon's; data class "facts.text" when it is not. One of a release that wrote less has no
/// generation, so that all is read again.
[[nodiscard]] std::string to_text(const Facts& facts);
[[nodiscard]] core::Result<Facts> parse_facts(std::string_view text);

}  // namespace sluss::daemon::serve
