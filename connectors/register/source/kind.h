#pragma once
// Files that people and programs put in a folder, as a kind of source (connectors/kind.h).

#include "connectors/kind.h"

namespace sluss::connectors::registers {

extern const Kind kind;

}  // namespace sluss::connectors::registers
