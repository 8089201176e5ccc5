#pragma once
// The manual page, from the table of commands.

#include <string>

namespace sluss::daemon::program {

/// docs/man/sluss.1
[[nodiscard]] std::string manual_page();

}  // namespace sluss::daemon::program
