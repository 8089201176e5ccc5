#pragma once
// What every fuzz target promises: libFuzzer takes an abort for a finding.

#include <cstdlib>

namespace sluss::fuzz {

inline void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace sluss::fuzz
