#pragma once
// What a test tries in `./dev verify` alone.

#include <cstddef>
#include <cstdlib>

namespace sluss::tests {

/// Whether each test tries all that it knows: in `./dev verify`.
inline bool whole() noexcept {
  return std::getenv("SLUSS_WHOLE") != nullptr;
}

/// A megabyte in `./dev verify`, a sixteenth of it else: more than any limit of what is stored or shown.
inline std::size_t large_text() noexcept {
  return whole() ? std::size_t{1} << 20U : std::size_t{1} << 16U;
}

}  // namespace sluss::tests
