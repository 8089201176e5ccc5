#pragma once
// A generation in a format that the linked DuckDB does not know: one that a newer engine wrote. It is whole, and
// this program must not write, repair or set it aside.

#include <filesystem>

#include "core/error.h"

namespace sluss::warehouse::duckdb {

/// What opening `file` gave: config class "warehouse.newer_file" when its format is a newer engine's; else `error`.
[[nodiscard]] core::Error of_opening(core::Error error, const std::filesystem::path& file);

}  // namespace sluss::warehouse::duckdb
