#pragma once
// SQLite is stopped, and kept from writing, in the thread that runs the statement: by its own progress and busy
// handlers and its authorizer, set on the connection that its ODBC driver opens. The driver's SQLCancel is never
// called.

#include <chrono>
#include <stop_token>

namespace sluss::connectors::odbc {

/// Outlives its connection; neither is moved to another thread. A closed connection may live on in unixODBC's pool
/// (`Pooling = Yes`): call leave() first.
class SqliteStop {
 public:
  /// `patience`: how long a statement waits for another's lock on the file.
  SqliteStop(std::stop_token stop, std::chrono::milliseconds patience);
  ~SqliteStop();
  SqliteStop(const SqliteStop&) = delete;
  SqliteStop& operator=(const SqliteStop&) = delete;

  /// Call between making this object and the end of its thread's SQLDriverConnect: the handlers are set on the first
  /// database that this thread opens. False: the driver has SQLite within itself, out of reach, and a statement is
  /// stopped between its rows only.
  [[nodiscard]] bool watch_next_connection();
  /// After SQLDriverConnect: the driver has set its own busy handler meanwhile.
  void connected();
  /// From here on no statement makes or opens another file (ATTACH, VACUUM INTO) or changes the database's stored
  /// settings: "not authorized". `pragma query_only` allows these. Does nothing where the driver has SQLite within
  /// itself.
  void only_reads() const;
  /// Removes the handlers: the database no longer calls this program. Before SQLDisconnect.
  void leave();

 private:
  friend struct SqliteHandlers;
  std::stop_token stop_;
  std::chrono::milliseconds patience_;
  void* database_ = nullptr;  ///< sqlite3*
  bool connected_ = false;    ///< else the driver may have closed it
};

}  // namespace sluss::connectors::odbc
