#pragma once
// A reading session: an in-memory DuckDB that attaches one generation read-only and shows it through views.

#include <filesystem>
#include <memory>

#include "core/error.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::warehouse::duckdb {

[[nodiscard]] core::Result<std::unique_ptr<Reader>> open_reader(const std::filesystem::path& generation,
                                                                const Options& options, const ReadOptions& read);

}  // namespace sluss::warehouse::duckdb
