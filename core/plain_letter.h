#pragma once
// Letters of names as ids and names of columns have them. Any thread.

#include <string_view>

namespace sluss::core {

/// "a" of "å", "ae" of "æ", "n" of "ñ": a to z for one small letter of Swedish and its neighbours, itself where it is
/// of those or a digit; empty for others.
[[nodiscard]] std::string_view plain_letter(std::string_view letter);

}  // namespace sluss::core
