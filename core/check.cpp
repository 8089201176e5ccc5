#include "core/check.h"

#include <fmt/format.h>

namespace sluss::core {

void broken_invariant(std::string_view words, std::string_view file, int line) {
  throw BrokenInvariant(fmt::format("this does not hold: {} ({}:{})", words, file, line));
}

}  // namespace sluss::core
