#pragma once
// The outlook as the daemon stores it.

#include <string>
#include <string_view>

#include "core/error.h"
#include "daemon/serve/service/outlook.h"

namespace sluss::daemon::serve {

/// JSON, for <state>/facts.json; data class "facts.text" when it is not. One of a release that wrote less has no
/// generation, so that all is read again.
[[nodiscard]] std::string to_text(const Outlook& outlook);
[[nodiscard]] core::Result<Outlook> parse_outlook(std::string_view text);

}  // namespace sluss::daemon::serve
