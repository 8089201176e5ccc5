#pragma once
// SQLite asks whether to stop, and whether it may, in the thread that runs the statement: its own progress and busy
// handlers and its authorizer, set on the connection that its ODBC driver opens. The driver's SQLCancel is never
// called.

#include <chrono>
#include <stop_token>

namespace sluss::connectors::odbc {

/// Outlives its connection; neither is moved to another thread. What is closed may live on in unixODBC's pool
/// (`Pooling = Yes`): leave() comes before.
class SqliteStop {
 public:
  /// `patience`: how long a statement waits for another's lock on the file.
  SqliteStop(std::stop_token stop, std::chrono::milliseconds patience);
  ~SqliteStop();
  SqliteStop(const SqliteStop&) = delete;
  SqliteStop& operator=(const SqliteStop&) = delete;

  /// Call between making this object and the end of its thread's SQLDriverConnect: the handlers are set on the first
  /// database that this thread opens. False: the driver has SQLite within itself, where nobody reaches it, and a
  /// statement is stopped between its rows only.
  [[nodiscard]] bool watch_next_connection();
  /// After SQLDriverConnect: the driver has set its own busy handler meanwhile.
  void connected();
  /// From here on no statement makes or opens another file (ATTACH, VACUUM INTO) or sets what the database keeps of
  /// itself: "not authorized". Beside `pragma query_only`, which lets these through. Nothing where the driver has
  /// SQLite within itself.
  void only_reads() const;
  /// The database is nobody's: it calls nothing of ours any more. Before SQLDisconnect.
  void leave();

 private:
  friend struct SqliteHandlers;
  std::stop_token stop_;
  std::chrono::milliseconds patience_;
  void* database_ = nullptr;  ///< sqlite3*
  bool connected_ = false;    ///< else the driver may have closed it
};

}  // namespace sluss::connectors::odbc
