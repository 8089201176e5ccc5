#pragma once
// Numbers with what they count, as the English texts of commands show them.

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/serve/views/numbers.h"

namespace sluss::daemon::views {

/// "1 segment", "12 345 segments", "0 segments".
[[nodiscard]] inline std::string counted(std::int64_t number, std::string_view one, std::string_view several) {
  return grouped(number).append(" ").append(number == 1 ? one : several);
}

}  // namespace sluss::daemon::views
