#pragma once
// What a text file's row has when a quote in it is not closed before the file's end: that row and all lines after it
// were read as one cell. As a row's flaw, and as the code of the error by which such a file is not taken. Pure.

#include <string_view>

namespace sluss::connectors::registers {

inline constexpr std::string_view open_quote = "csv.open_quote";

}  // namespace sluss::connectors::registers
