#pragma once
// Texts of a workbook as they are meant. Pure; any thread.

#include <string>
#include <string_view>

namespace sluss::connectors::registers {

/// The text that a workbook's text is: "_x000D_" in it is a character that XML cannot have, "_x005F_" an underscore
/// before what would look like one. NUL and halves of characters stay as they are written.
[[nodiscard]] std::string unescaped(std::string_view text);

}  // namespace sluss::connectors::registers
