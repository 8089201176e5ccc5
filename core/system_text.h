#pragma once
// The system's words for what it refused.

#include <string>
#include <system_error>

namespace sluss::core {

/// Of an error number (errno). Any thread.
[[nodiscard]] inline std::string system_text(int number) {
  return std::generic_category().message(number);
}

}  // namespace sluss::core
