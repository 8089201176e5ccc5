#pragma once
// What `sluss status` shows.

#include <string>

namespace sluss::daemon::program {

/// Of the JSON that the API makes (api::status_json), for people.
[[nodiscard]] std::string status_text(const std::string& status);
/// It is not a daemon's, and this user may not read a part of the state: that part of the status is unknown.
[[nodiscard]] bool lacks_rights(const std::string& status);

}  // namespace sluss::daemon::program
