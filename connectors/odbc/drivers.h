#pragma once
// What is peculiar to each driver, in one table: a new one is a new row.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sluss::connectors::odbc {

/// How a statement that runs is ended. unixODBC's manager and most drivers free what another thread's call reads, so
/// that a handle is used by one thread; SQLCancel from a second one is called only where the driver's maker says so.
enum class Stopping : std::uint8_t {
  between,     ///< between two calls; one call ends at its time-out at the latest
  own_thread,  ///< the database polls between its steps, in the thread that runs the statement (sqlite_stop.h)
  server,      ///< a second connection names the session whose statement the server is to end
  sql_cancel,  ///< SQLCancel from a second thread
};

struct Driver {
  std::string_view library;  ///< part of SQL_DRIVER_NAME, in lower case; empty: every other driver
  Stopping stopping = Stopping::between;
  std::string_view options = {};      ///< appended to the connection string
  std::string_view session = {};      ///< server: queries the session's number
  std::string_view before_stop = {};  ///< server: the statement that ends what a session does, around its number
  std::string_view after_stop = {};
  std::string_view utc = {};          ///< puts the session in UTC; empty: it has no zone of its own
  std::string_view read_only = {};    ///< the server then writes nothing; empty: it has no such setting
  std::string_view writable = {};     ///< undoes that: a pool may give the connection to a delivery
  bool bit_is_octet = false;          ///< SQL_BIT comes as an octet 0 or 1, whatever C type is requested
  bool call_has_end_result = false;   ///< after the rows of a CALL comes one result without columns, the CALL's end
  std::string_view type_remedy = {};  ///< what to do where it does not give a type (07006)
};

[[nodiscard]] std::span<const Driver> known_drivers();
/// The row of a driver by its SQL_DRIVER_NAME, whatever its case; the last row when it is not known.
[[nodiscard]] const Driver& driver_named(std::string_view name);
/// The statement that makes the server end what a session does.
[[nodiscard]] std::string stop_statement(const Driver& driver, std::string_view session);

}  // namespace sluss::connectors::odbc
