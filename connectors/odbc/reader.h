#pragma once
// Two ways to read a result: blocks of bound columns, or value by value where a column has no known width.

#include <functional>
#include <stop_token>
#include <vector>

#include "connectors/odbc/columns.h"
#include "connectors/odbc/odbc.h"

namespace sluss::connectors::odbc {

using Consumer = std::function<core::Result<>(const core::Batch&)>;

/// Column-wise binding, many rows a fetch. Each indicator is compared with its buffer: truncation fails.
[[nodiscard]] core::Result<std::int64_t> read_blocks(const Handle& statement, const std::vector<ColumnPlan>& plans,
                                                     const Options& options, const std::stop_token& stop,
                                                     core::Batch& batch, const Consumer& consumer);
/// SQLGetData for every value, in pieces as long as they come.
[[nodiscard]] core::Result<std::int64_t> read_rows(const Handle& statement, const std::vector<ColumnPlan>& plans,
                                                   const Options& options, const std::stop_token& stop,
                                                   core::Batch& batch, const Consumer& consumer);

[[nodiscard]] SQLSMALLINT c_type_of(Fetch fetch);
/// One value that is not NULL.
[[nodiscard]] core::Result<> append_value(core::Column& column, Fetch fetch, std::string_view octets, std::int64_t row);
[[nodiscard]] std::unexpected<core::Error> fetch_error(const Handle& statement, const std::stop_token& stop);

}  // namespace sluss::connectors::odbc
