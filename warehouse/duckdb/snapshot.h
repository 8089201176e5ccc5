#pragma once
// The current generation with its sum, open, for a backup. It may be pruned meanwhile: then the newer one is taken.

#include <filesystem>

#include "core/error.h"
#include "core/files.h"
#include "warehouse/upkeep.h"

namespace sluss::warehouse::duckdb {

/// Reads it through. Storage class "disk.…" when it cannot be read at all.
[[nodiscard]] core::Result<Snapshot> take_snapshot(core::Files& files, const std::filesystem::path& folder);

}  // namespace sluss::warehouse::duckdb
