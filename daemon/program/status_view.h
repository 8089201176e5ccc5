#pragma once
// What `sluss status` shows.

#include <string>

namespace sluss::daemon::program {

/// Of the JSON that the API makes (api::status_json), for people.
[[nodiscard]] std::string status_text(const std::string& status);

}  // namespace sluss::daemon::program
