#pragma once
// The check digit of a personal identity number (kontrollsiffra), by Luhn's rule: each second digit from the right
// doubled, the sum of all their digits is a multiple of ten. Source: Skatteverket, SKV 704. Pure.

#include <string_view>

namespace sluss::core {

/// Whether the last of these digits is right for those before it: ten of a person's, without the century. The caller
/// has seen that they are digits.
[[nodiscard]] bool luhn_is_right(std::string_view digits);

}  // namespace sluss::core
