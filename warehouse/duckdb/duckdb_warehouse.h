#pragma once
// The embedded warehouse: a folder of generations, <folder>/NNNNNN.duckdb, of which the symlink `current` names the one
// that is read. A generation that has been published is never written again: a writer copies it, writes the copy, syncs
// it and moves `current` by rename. DuckDB 1.4 rewrites a metadata block in place at each checkpoint, and a kill there
// leaves a file that does not open.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/finding.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::duckdb {

struct Options {
  std::filesystem::path folder;
  std::size_t generations = 2;         ///< how many stay, the current one included; at least 1
  std::string memory_limit = "512MB";  ///< of the writer, and of each reader
  int reader_threads = 2;              ///< the writer uses one: appending is no faster with more and takes more memory
  std::filesystem::path temp_folder = {};  ///< where DuckDB may spill; empty: <folder>/spill
};

/// `files` outlives the warehouse. Thread safe; a Writer or Reader belongs to one thread at a time.
[[nodiscard]] std::unique_ptr<Warehouse> open_duckdb_warehouse(core::Files& files, Options options);

/// Reads every generation through and compares it with its sum. One finding for each that is damaged; writes nothing.
[[nodiscard]] core::Result<std::vector<core::Finding>> check_generations(core::Files& files,
                                                                         const std::filesystem::path& folder);

}  // namespace sluss::warehouse::duckdb
