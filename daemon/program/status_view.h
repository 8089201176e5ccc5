#pragma once
// What `sluss status` shows, and what the daemon answers on its socket.

#include <optional>
#include <string>

#include "daemon/serve/service/service.h"

namespace sluss::daemon::program {

/// One JSON object. What cannot be read stands in it as "error": a status must not fail because something else did.
[[nodiscard]] std::string status_json(serve::Installation& installation,
                                      const std::optional<serve::DaemonView>& daemon);
/// The same for people.
[[nodiscard]] std::string status_text(const std::string& status);

}  // namespace sluss::daemon::program
