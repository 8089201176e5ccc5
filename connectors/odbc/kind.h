#pragma once
// A table of a database over ODBC as a kind of source (connectors/kind.h).

#include "connectors/kind.h"

namespace sluss::connectors::odbc {

extern const Kind kind;

}  // namespace sluss::connectors::odbc
