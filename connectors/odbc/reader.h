#pragma once
// Two ways to read a result: blocks of bound columns, or value by value where a column has no known width.

#include <functional>
#include <vector>

#include "connectors/odbc/columns.h"
#include "connectors/odbc/odbc.h"
#include "core/time_limit.h"

namespace sluss::connectors::odbc {

using Consumer = std::function<core::Result<>(const core::Batch&)>;

/// Column-wise binding, many rows a fetch. Each indicator is compared with its buffer: truncation fails. The database
/// may take options.query_timeout for each fetch; what the consumer takes does not count.
[[nodiscard]] core::Result<std::int64_t> read_blocks(const Handle& statement, const std::vector<ColumnPlan>& plans,
                                                     const Options& options, core::TimeLimit& limit, core::Batch& batch,
                                                     const Consumer& consumer);
/// SQLGetData for every value, in as many pieces as it has. The limit is for each row.
[[nodiscard]] core::Result<std::int64_t> read_rows(const Handle& statement, const std::vector<ColumnPlan>& plans,
                                                   const Options& options, core::TimeLimit& limit, core::Batch& batch,
                                                   const Consumer& consumer);

[[nodiscard]] SQLSMALLINT c_type_of(Fetch fetch);
/// One value that is not NULL.
[[nodiscard]] core::Result<> append_value(core::Column& column, Fetch fetch, std::string_view octets, std::int64_t row);
/// Why a call failed: the limit, the caller's stop, or the driver's diagnostic, after `doing`.
[[nodiscard]] std::unexpected<core::Error> call_error(const Handle& statement, const core::TimeLimit& limit,
                                                      std::string_view doing, std::string_view remedy);

}  // namespace sluss::connectors::odbc
