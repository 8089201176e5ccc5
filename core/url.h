#pragma once
// Web addresses: what may be shown of one, and the escapes in it. Pure.

#include <string>
#include <string_view>

namespace sluss::core {

/// scheme://host[:port]/path without user, query values and fragment.
[[nodiscard]] std::string shown_url(std::string_view url);

/// "%C3%A5" is "å". A % without two hexadecimal digits after it stays as it is; the bytes may be no UTF-8.
[[nodiscard]] std::string percent_decoded(std::string_view text);

}  // namespace sluss::core
