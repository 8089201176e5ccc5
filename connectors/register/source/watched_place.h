#pragma once
// Where the files of a source are, as its configuration says it: what two jobs of one place have in common. Any thread.

#include <string>

#include "core/config.h"

namespace sluss::connectors::registers {

struct WatchedPlace {
  std::string folder;  ///< equal texts are one place; empty: it is not known, or not watched
  std::string only;    ///< the one file's name
};
[[nodiscard]] WatchedPlace watched_place_of(const core::config::Table& source);

}  // namespace sluss::connectors::registers
