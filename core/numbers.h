#pragma once
// Numbers as the English texts of commands and errors show them. Swedish ones: core/swedish_number.h.

#include <cstdint>
#include <string>
#include <string_view>

namespace sluss::core {

/// "12 345 678", with ordinary spaces.
[[nodiscard]] std::string grouped(std::int64_t number);
/// "1.2 MB"
[[nodiscard]] std::string bytes_text(std::int64_t bytes);
/// "1 segment", "12 345 segments", "0 segments".
[[nodiscard]] std::string counted(std::int64_t number, std::string_view one, std::string_view several);

}  // namespace sluss::core
