#pragma once
// From a connection string to a connection that streams and tells the truth: each driver's own options are set here.

#include "connectors/odbc/columns.h"
#include "connectors/odbc/odbc.h"

namespace sluss::connectors::odbc {

struct Connected {
  Handle environment;
  Handle connection;
  Server server;
};

[[nodiscard]] core::Result<Connected> connect(const Options& options);

}  // namespace sluss::connectors::odbc
