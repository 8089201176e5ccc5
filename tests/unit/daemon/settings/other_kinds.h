#pragma once
// A registry of a test's own: two kinds that the program does not know, with a key of one name and two types.

#include "connectors/kind.h"

namespace sluss::tests {

extern const connectors::Kind shelf;  ///< the first: its source needs no table
extern const connectors::Kind wire;

}  // namespace sluss::tests
