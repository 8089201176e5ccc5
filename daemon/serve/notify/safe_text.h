#pragma once
// Texts that others made, fit to be sent and shown.

#include <cstddef>
#include <string>
#include <string_view>

namespace sluss::daemon::notify {

/// core::one_line(), with secrets and whatever is a personal identity number masked; at most so many characters.
[[nodiscard]] std::string safe_text(std::string_view text, std::size_t most);

}  // namespace sluss::daemon::notify
