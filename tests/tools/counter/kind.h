#pragma once
// A kind of source that only tests have: counters in the text files of a folder, which are revised by hand. No other
// file of the house knows of it but the registry beside it. Its values are multiplied by the number in counter.txt of a
// configuration folder; a replay multiplies by today's.

#include "connectors/kind.h"

namespace sluss::tests::counter {

extern const connectors::Kind kind;

}  // namespace sluss::tests::counter
