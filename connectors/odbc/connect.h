#pragma once
// From a connection string to a connection that streams, and gives values unaltered: each driver's own options are set
// here.

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "connectors/odbc/columns.h"
#include "connectors/odbc/odbc.h"
#include "connectors/odbc/sqlite_stop.h"

namespace sluss::connectors::odbc {

struct OpenConnection {
  OpenConnection() = default;
  OpenConnection(OpenConnection&&) = default;
  OpenConnection& operator=(OpenConnection&&) = delete;
  ~OpenConnection() {
    if (sqlite_stop) sqlite_stop->leave();
  }

  Handle environment;
  std::unique_ptr<SqliteStop> sqlite_stop;  ///< outlives the connection
  Handle handle;
  Server server;
  Options options;      ///< what it was made of: a second connection may have to be made
  std::string session;  ///< its number at the server, where a statement is stopped by it
};

/// `stop`: ends the statements of this connection, by the way of its driver (drivers.h). The login itself ends by its
/// time-out.
[[nodiscard]] core::Result<OpenConnection> connect(const Options& options, const std::stop_token& stop);
/// A second, plain connection to the same server, for stopping a statement of the first.
[[nodiscard]] core::Result<OpenConnection> connect_second(const OpenConnection& first);
/// A statement without a result.
[[nodiscard]] core::Result<> run_statement(const Handle& connection, std::string_view sql);

}  // namespace sluss::connectors::odbc
