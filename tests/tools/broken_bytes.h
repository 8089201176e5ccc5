#pragma once
// Octets that sources and databases have been seen to give where text was due, and some that they might.

#include <string>
#include <vector>

namespace sluss::tests {

/// 64 kinds or more: cut letters, stray octets, other encodings, NUL, control characters, large ones (whole.h).
[[nodiscard]] std::vector<std::string> broken_bytes();

}  // namespace sluss::tests
