#pragma once
// A table in another database over ODBC.

#include <memory>
#include <string>
#include <vector>

#include "connectors/odbc/odbc.h"
#include "daemon/deliver/delivery.h"
#include "daemon/deliver/table_sql.h"

namespace sluss::daemon::deliver {

struct TableOptions {
  std::string target;                    ///< "odbc:NAME"
  connectors::odbc::Options connection;  ///< connection string and password
  TableName table;
  TableMode mode = TableMode::replace;
  std::vector<std::string> keys;
  settings::DeliveryTimes times;
};

/// The rows go to a temporary table of the session's own, by arrays of parameters; then one transaction makes them the
/// table's. Readers see the old rows or the new ones. The table is created when it is not there; one that differs is
/// refused. Errors: "odbc.…" of connectors/odbc; delivery.dialect, delivery.table_differs, delivery.not_transactional,
/// delivery.key (config); delivery.rows (data); delivery.table (source), or transient when the connection went away.
[[nodiscard]] std::unique_ptr<TableTarget> odbc_target(TableOptions options);

}  // namespace sluss::daemon::deliver
