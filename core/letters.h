#pragma once
// Spellings of one name. Unicode by utf8proc, which no other room sees.

#include <string>
#include <string_view>

namespace sluss::core {

/// What two spellings of one name have in common: letters composed (Unicode NFC: "å" written as a and a ring is å),
/// capitals made small. Bytes that are no UTF-8 stay as lower() leaves them.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace sluss::core
