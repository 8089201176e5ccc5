#pragma once
// Which Batch type each column of a result becomes, and as which C type it is requested.

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/odbc/drivers.h"
#include "connectors/odbc/handles.h"
#include "core/batch.h"
#include "core/error.h"

namespace sluss::connectors::odbc {

/// How a value is requested.
enum class Fetch : std::uint8_t {
  number_text,  ///< SQL_C_CHAR, parsed: integers, decimals, days, times, uuids (no driver rounds a text)
  float64,      ///< SQL_C_DOUBLE
  text_utf8,    ///< SQL_C_CHAR that is UTF-8
  text_wide,    ///< SQL_C_WCHAR, UTF-16
  octets,       ///< SQL_C_BINARY
};

struct ColumnPlan {
  core::ColumnSpec spec;
  Fetch fetch = Fetch::text_utf8;
  std::size_t width = 0;  ///< octets of one bound value, terminator included; 0: read piecewise
  std::string type_name;  ///< the database's, lower case
};

/// What is known of the database and its driver.
struct Server {
  std::string driver;  ///< SQL_DRIVER_NAME, lower case
  const Driver* row = &driver_named({});
  bool sqlite = false;
  bool postgres = false;
  bool mariadb = false;
};

[[nodiscard]] core::Result<Server> server_of(const Handle& connection);
/// The columns of a statement that is prepared or executed; none when it gives no rows.
[[nodiscard]] core::Result<std::vector<ColumnPlan>> plan_columns(const Handle& statement, const Server& server,
                                                                 std::size_t bound_bytes);

}  // namespace sluss::connectors::odbc
