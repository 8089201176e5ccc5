#include "connectors/registry.h"

#include <algorithm>
#include <array>

#include "connectors/kolada/kind.h"
#include "connectors/odbc/kind.h"

namespace sluss::connectors {

std::span<const Kind* const> kinds() {
  static constexpr std::array all{&kolada::kind, &odbc::kind};
  return all;
}

const Kind* find_kind(std::string_view name) {
  const auto found = std::ranges::find(kinds(), name, &Kind::name);
  return found == kinds().end() ? nullptr : *found;
}

}  // namespace sluss::connectors
