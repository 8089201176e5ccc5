#pragma once
// Kolada as a kind of source (connectors/kind.h).

#include "connectors/kind.h"

namespace sluss::connectors::kolada {

extern const Kind kind;

}  // namespace sluss::connectors::kolada
