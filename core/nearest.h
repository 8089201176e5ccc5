#pragma once
// "Did you mean …?". Pure.

#include <span>
#include <string>
#include <string_view>

namespace sluss::core {

/// The word that may have been meant by one that is none of them: the first of those that differ from it least, in at
/// most two bytes, or in a third of a long one. Empty: none is so near, or what was written is longer than 100 bytes.
[[nodiscard]] std::string nearest_of(std::string_view written, std::span<const std::string> words);

}  // namespace sluss::core
