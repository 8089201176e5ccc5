#pragma once
// What the errors of this folder have in common.

#include <string>
#include <string_view>

#include "core/error.h"

namespace sluss::connectors::registers {

/// A text of the file as an error may show it: without personal identity numbers, one line, at most 40 letters.
[[nodiscard]] std::string shown(std::string_view text);

/// The text that a workbook's text is: "_x000D_" in it is a character that XML cannot have, "_x005F_" an underscore
/// before what would look like one. NUL and halves of characters stay as they are written.
[[nodiscard]] std::string unescaped(std::string_view text);

/// The error "register.limit": what is beyond one of Limits.
[[nodiscard]] std::unexpected<core::Error> beyond(core::Place place, std::string what);

}  // namespace sluss::connectors::registers
