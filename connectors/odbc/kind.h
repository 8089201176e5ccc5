#pragma once
// A database over ODBC as a kind of source.

#include "connectors/kind.h"

namespace sluss::connectors::odbc {

extern const Kind kind;

}  // namespace sluss::connectors::odbc
