#pragma once
// What `sluss status` shows.

#include <string>

namespace sluss::daemon::program {

/// Of the JSON that the API makes (api::status_json), for people.
[[nodiscard]] std::string status_text(const std::string& status);
/// No daemon told it, and of what lies in the state who asks may not read a part: what it says of that is not known.
[[nodiscard]] bool lacks_rights(const std::string& status);

}  // namespace sluss::daemon::program
