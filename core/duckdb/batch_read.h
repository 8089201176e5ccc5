#pragma once
// DuckDB's chunks as batches.

#include <optional>
#include <string>

#include "core/batch.h"
#include "core/duckdb/duckdb.h"

namespace sluss::core::duckdb {

/// The batch's column for one of DuckDB's; nothing when a batch has no such type (lists, structs, enums, intervals,
/// nanoseconds): cast it to VARCHAR in the SQL. Small integers widen; UBIGINT and HUGEINT become decimals without
/// fraction; TIMESTAMPTZ has offset 0.
[[nodiscard]] std::optional<ColumnSpec> column_spec(std::string name, duckdb_logical_type type);

/// Appends the chunk's rows. The batch's schema is column_spec() of each column.
void append_chunk(duckdb_data_chunk chunk, Batch& batch);

}  // namespace sluss::core::duckdb
