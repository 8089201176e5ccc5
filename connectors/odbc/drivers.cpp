#include "connectors/odbc/drivers.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace sluss::connectors::odbc {

namespace {

// clang-format off: a table
constexpr auto rows = std::to_array<Driver>({
    // Holds a whole result in memory unless it declares a cursor, tells booleans as text, and invents the widths that
    // it does not know unless it is asked not to. Its SQLCancel reads a connection that the other thread may be closing.
    {.library = "psqlodbc", .stopping = Stopping::server,
     .options = "UseDeclareFetch=1;Fetch=256;BoolsAsChar=0;ByteaAsLongVarBinary=1;UnknownSizes=1;MaxVarcharSize=255;"
                "MaxLongVarcharSize=8190;",
     .session = "select pg_backend_pid()", .before_stop = "select pg_cancel_backend(", .after_stop = ")"},
    // Its SQLCancel (3.1) closes the statement when the connection's lock happens to be free, also between two fetches
    // of the other thread, and gives back a lock that it did not take.
    {.library = "libmaodbc", .stopping = Stopping::server,
     .session = "select connection_id()", .before_stop = "kill query "},
    // Holds a whole result in memory unless it steps. Its SQLCancel frees rows that the other thread reads.
    {.library = "sqlite", .stopping = Stopping::own_thread, .options = "StepAPI=1;NoCreat=1;"},
    // Microsoft documents SQLCancel from another thread, and KILL wants a right that nobody should have.
    {.library = "libmsodbcsql", .stopping = Stopping::sql_cancel},
    // FreeTDS: nothing is promised.
    {.library = "libtdsodbc", .stopping = Stopping::between},
    {.library = "", .stopping = Stopping::between},
});
// clang-format on

}  // namespace

std::span<const Driver> drivers_known() {
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
