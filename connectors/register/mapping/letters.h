#pragma once
// Letters of cells, beside what pattern.h has of them. Private to mapping/.

#include <string_view>

namespace sluss::connectors::registers {

/// Whether nothing would be left of a text that is squeezed.
[[nodiscard]] bool squeezes_to_nothing(std::string_view text);

}  // namespace sluss::connectors::registers
