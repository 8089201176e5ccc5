#pragma once
// Letters of cells, beside what pattern.h has of them. Private to mapping/.

#include <string_view>

namespace sluss::connectors::registers {

/// Whether nothing would be left of a text that is squeezed.
[[nodiscard]] bool squeezes_to_nothing(std::string_view text);

/// "-1234,5", as most numbers are written, with a decimal point; false for others, whatever `number` has then.
[[nodiscard]] bool put_usual_number(std::string_view text, std::string& number);

}  // namespace sluss::connectors::registers
