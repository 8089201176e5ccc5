#include "connectors/registry.h"

#include <array>

#include "connectors/kolada/kind.h"
#include "connectors/odbc/kind.h"

namespace sluss::connectors {
namespace {

constexpr std::array<const Kind*, 2> all{&kolada::kind, &odbc::kind};

}  // namespace

std::span<const Kind* const> kinds() {
  return all;
}

}  // namespace sluss::connectors
