#include "connectors/odbc/kind.h"

#include "connectors/odbc/source.h"

namespace sluss::connectors::odbc {

const Kind kind{.name = "odbc", .title = "ODBC", .open = open_source, .read_again = make_reader};

}  // namespace sluss::connectors::odbc
