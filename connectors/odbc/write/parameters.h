#pragma once
// The columns of a batch as ODBC's arrays of parameters, column-wise: one SQLExecute sends many rows.

#include <sql.h>
#include <sqlext.h>

#include <cstddef>
#include <string>
#include <vector>

#include "connectors/odbc/write/dialect.h"
#include "core/batch.h"
#include "core/error.h"

namespace sluss::connectors::odbc {

/// How one column is sent.
struct ParameterPlan {
  SQLSMALLINT c_type = 0;
  SQLSMALLINT sql_type = 0;
  SQLULEN size = 0;
  SQLSMALLINT digits = 0;
  std::size_t width = 0;  ///< octets of a value; 0: the longest of the rows sent together decides
  bool alone = false;     ///< one row a call: SQLite's driver gives all rows of octets the length of the first
};
[[nodiscard]] ParameterPlan parameter_plan(Dialect dialect, const core::ColumnSpec& column);

/// One column's values of the rows sent together.
struct ParameterArray {
  ParameterPlan plan;
  std::string data;
  std::size_t width = 0;
  std::vector<SQLLEN> indicators;
};

/// Rows [first, first + rows) of a column. Error: data class "delivery.value" when a text is not UTF-8.
[[nodiscard]] core::Result<ParameterArray> parameter_array(const ParameterPlan& plan, const core::Column& column,
                                                           std::size_t first, std::size_t rows);

/// How many rows from `first` on fit into so many octets; at least one.
[[nodiscard]] std::size_t rows_that_fit(const std::vector<ParameterPlan>& plans, const core::Batch& batch,
                                        std::size_t first, std::size_t most_octets);

}  // namespace sluss::connectors::odbc
