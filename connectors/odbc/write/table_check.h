#pragma once
// Whether an existing table is the one that the dataset needs.

#include <string>
#include <vector>

#include "connectors/odbc/write/dialect.h"
#include "core/batch.h"

namespace sluss::connectors::odbc {

/// A column of the table as the driver reports it, with the database's own word for its type.
struct TableColumn {
  core::ColumnSpec spec;
  std::string type_name;
};

/// One sentence a difference: a column that is missing, one too many, one of another type. Empty: it fits. The order of
/// the columns does not matter.
[[nodiscard]] std::vector<std::string> differences(Dialect dialect, const core::Schema& wanted,
                                                   const std::vector<TableColumn>& table);

}  // namespace sluss::connectors::odbc
