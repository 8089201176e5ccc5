#pragma once
// By which name DuckDB gets the folder that it spills into.

#include <string>

#include "core/spill.h"

namespace sluss::core::duckdb {

/// By its descriptor, and so that DuckDB goes on using it when a folder above gets another name (a rebuild puts the new
/// warehouse in the old one's place while sessions still read that). DuckDB 1.5 checks for each file that it is in the
/// folder that it was given, by the names that realpath() makes of both; the former is what the folder is called now,
/// and the latter what it was called then, so it would refuse to write its file, and end the process where it was to
/// remove one. Hence this program's realpath() resolves no name that goes through a folder's descriptor: one that
/// DuckDB finds unresolvable it compares as it is written.
[[nodiscard]] std::string spill_name(const SpillFolder& folder);

}  // namespace sluss::core::duckdb
