#pragma once
// The SQL of a delivery to a table, for each dialect. Pure: the golden files of tests/golden/delivery show all of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connectors/odbc/write/dialect.h"
#include "core/batch.h"
#include "daemon/settings/publish.h"

namespace sluss::daemon::deliver {

using connectors::odbc::Dialect;
using settings::TableMode;
using settings::TableName;

struct TableSql {
  std::vector<std::string> session;           ///< once, after the login
  std::string exists;                         ///< gives the number of tables of that name
  std::optional<std::string> engine;          ///< gives the storage engine's name; it must be InnoDB
  std::string create;                         ///< the table, when it is not there
  std::string describe;                       ///< no rows, every column of the table
  std::string stage;                          ///< a temporary table of the session's own, empty
  std::string fill;                           ///< one row into it, with a parameter for each column
  std::optional<std::string> duplicate_keys;  ///< merge: gives the number of keys that several staged rows have
  std::optional<std::string> missing_keys;    ///< merge: gives the number of staged rows without a whole key
  std::vector<std::string> apply;             ///< from the stage to the table
};

/// Columns are the dataset's. `keys` are names of them: what tells one row from another when it merges.
[[nodiscard]] TableSql table_sql(Dialect dialect, const TableName& table, const core::Schema& columns, TableMode mode,
                                 const std::vector<std::string>& keys, std::int64_t wait_seconds);

}  // namespace sluss::daemon::deliver
