#pragma once
// The key tables core.indicator_key, core.area_key and core.unit_key.

#include "core/duckdb/duckdb.h"
#include "core/error.h"
#include "warehouse/merge/keys.h"

namespace sluss::warehouse::duckdb {

/// Storage class "warehouse.keys_broken".
[[nodiscard]] core::Result<merge::Keys> load_keys(core::duckdb::Connection& connection);

}  // namespace sluss::warehouse::duckdb
