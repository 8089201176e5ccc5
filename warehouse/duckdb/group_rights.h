#pragma once
// Who else may read the generations: no one, or the members of one group ([warehouse] group), with a DuckDB of their
// own. They may list the folder and open the generations, and nothing else of the state.

#include <filesystem>

#include "core/files.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::warehouse::duckdb {

/// Of a folder that is made.
[[nodiscard]] core::FileMode folder_mode(const Options& options);

/// Of a generation that is whole, before it is committed. That the group could not be given is logged and no error: the
/// figures matter more than who else reads them.
void set_rights(core::Files& files, const Options& options, const std::filesystem::path& generation);

/// The folder and every generation in it: the group may be new, or gone, and then the one before reads them no longer,
/// whether the new one can be given or not. By the holder of the writer's lock.
void set_rights_of_all(core::Files& files, const Options& options);

}  // namespace sluss::warehouse::duckdb
