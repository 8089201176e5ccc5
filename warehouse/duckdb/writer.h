#pragma once
// The one writer: a transaction on a generation that no one reads yet.

#include <memory>
#include <string_view>

#include "core/error.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/duckdb/generations.h"
#include "warehouse/duckdb/writer_lock.h"

namespace sluss::warehouse::duckdb {

/// Copies the current generation (or begins the first), migrates it and begins the transaction. Keeps the lock.
[[nodiscard]] core::Result<std::unique_ptr<Writer>> open_writer(core::Files& files, const Options& options,
                                                                WriterLock lock);

}  // namespace sluss::warehouse::duckdb
