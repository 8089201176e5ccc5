#pragma once
// What may be shown of a web address. Pure.

#include <string>
#include <string_view>

namespace sluss::core {

/// scheme://host[:port]/path without user, query values and fragment.
[[nodiscard]] std::string shown_url(std::string_view url);

}  // namespace sluss::core
