// The drivers' rows. Where psqlodbc is peculiar, here and elsewhere:
//   postgres() below           holds a whole result unless it declares a cursor, booleans as text, widths of its own;
//                              its SQLCancel races with a close; the ANSI driver gives no text in UTF-16
//   handles.cpp, diagnostic()  the rest of a long message is its next record
//   connect.cpp                postgres_silence(): the wait for a silent network goes to libpq (pqopt);
//                              refused_login(): 08001 for all that goes wrong at a login, only the words differ
//   columns.cpp                plan_decimal(): 28 digits, 6 of them decimals, for a numeric without a precision
//   query.cpp, merged()        a numeric's precision is right only once the query is executed
//   exact.h                    infinity, years after 9999, BC and money come wrong: they are asked for as texts
//   exact.cpp, exact_query()   a cursor is declared only for what begins with "select"
//   write/parameters.cpp       parameter_plan(): wide texts only for what is text, a UUID only as SQL_GUID
#include "connectors/odbc/drivers.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace sluss::connectors::odbc {

namespace {

constexpr std::string_view postgres_options =
    "UseDeclareFetch=1;Fetch=256;BoolsAsChar=0;ByteaAsLongVarBinary=1;UnknownSizes=1;MaxVarcharSize=255;"
    "MaxLongVarcharSize=8190;";

/// Holds a whole result in memory unless it declares a cursor, returns booleans as text, and invents the widths that
/// it does not know, unless set not to. Its SQLCancel reads a connection that the other thread may be closing.
constexpr Driver postgres(std::string_view library, std::string_view type_remedy) {
  return {.library = library,
          .stopping = Stopping::server,
          .options = postgres_options,
          .session = "select pg_backend_pid()",
          .before_stop = "select pg_cancel_backend(",
          .after_stop = ")",
          .utc = "set time zone 'UTC'",
          .read_only = "set session characteristics as transaction read only",
          .writable = "reset default_transaction_read_only",
          .type_remedy = type_remedy};
}

// clang-format off: a table
constexpr auto rows = std::to_array<Driver>({
    // Gives no text in UTF-16.
    postgres("psqlodbca", "use the driver \"PostgreSQL Unicode\" (psqlodbcw.so) in `connection`: the ANSI driver does "
                          "not give texts whole; both come with odbc-postgresql"),
    postgres("psqlodbc", ""),
    // Its SQLCancel (3.1) closes the statement when the connection's lock happens to be free, also between two fetches
    // of the other thread, and releases a lock that it did not take. It makes NULL of a DATETIME of zeros in a struct.
    {.library = "libmaodbc", .stopping = Stopping::server,
     .session = "select connection_id()", .before_stop = "kill query ",
     .utc = "set session time_zone = '+00:00'",
     .read_only = "set session transaction read only", .writable = "set session transaction read write",
     .bit_is_octet = true, .call_has_end_result = true},
    // MySQL's own: not tried, but the server's words are the same.
    {.library = "libmyodbc", .stopping = Stopping::between,
     .utc = "set session time_zone = '+00:00'",
     .read_only = "set session transaction read only", .writable = "set session transaction read write",
     .call_has_end_result = true},
    // Holds a whole result in memory unless it steps. Its SQLCancel frees rows that the other thread reads.
    {.library = "sqlite", .stopping = Stopping::own_thread, .options = "StepAPI=1;NoCreat=1;",
     .read_only = "pragma query_only = 1", .writable = "pragma query_only = 0"},
    // Microsoft documents SQLCancel from another thread, and KILL needs a right that no user should have. The server
    // has no time zone of a session, and no session that only reads.
    {.library = "libmsodbcsql", .stopping = Stopping::sql_cancel},
    // FreeTDS: nothing is promised.
    {.library = "libtdsodbc", .stopping = Stopping::between},
    {.library = "", .stopping = Stopping::between},
});
// clang-format on

}  // namespace

std::span<const Driver> known_drivers() {
  return rows;
}

const Driver& driver_named(std::string_view name) {
  const auto small = core::lower(name);
  return *std::ranges::find_if(rows, [&](const auto& row) { return small.find(row.library) != std::string::npos; });
}

std::string stop_statement(const Driver& driver, std::string_view session) {
  return std::string(driver.before_stop).append(session).append(driver.after_stop);
}

}  // namespace sluss::connectors::odbc
