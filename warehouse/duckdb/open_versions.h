#pragma once
// The open versions of some indicators, out of core.fact, ready to be compared.

#include <cstdint>
#include <vector>

#include "core/duckdb/duckdb.h"
#include "warehouse/merge/fact_key.h"

namespace sluss::warehouse::duckdb {

/// `indicators` ascending, each once. The answer ascends by key. Storage class "warehouse.double_open" when a key has
/// two open versions.
[[nodiscard]] core::Result<std::vector<merge::OpenVersion>> load_open_versions(
    core::duckdb::Connection& connection, const std::vector<std::uint32_t>& indicators, const std::string& others = {});

}  // namespace sluss::warehouse::duckdb
