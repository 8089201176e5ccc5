#pragma once
// Numbers as the English texts of commands show them.

#include <cstdint>
#include <string>

namespace sluss::daemon::views {

/// "12 345 678"
[[nodiscard]] std::string grouped(std::int64_t number);
/// "1.2 MB"
[[nodiscard]] std::string bytes_text(std::int64_t bytes);

}  // namespace sluss::daemon::views
