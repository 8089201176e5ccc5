#pragma once
// The embedded warehouse: a folder of generations, <folder>/NNNNNN.duckdb, of which the symlink `current` names the one
// that is read. A generation that has been committed is never written again: a writer copies it, writes the copy, syncs
// it and moves `current` by rename. DuckDB (1.4.4 and 1.5.6) rewrites a metadata block in place at each checkpoint, and
// a kill there leaves a file that does not open.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/finding.h"
#include "core/spill.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::duckdb {

struct Options {
  std::filesystem::path folder;
  std::size_t generations = 2;         ///< how many stay, the current one included; at least 1
  std::string memory_limit = "512MB";  ///< of the writer, and of each reader
  int reader_threads = 2;              ///< the writer uses one: appending is no faster with more and takes more memory
  core::Spill spill = {};              ///< of the writer, and of each reader; without a folder: <folder>/spill
  int numbers_above = 0;               ///< new generations get higher numbers than this
  std::optional<std::uint32_t> group = {};  ///< its members may read the generations; nothing: the owner alone
  /// Called with what begins while an older schema is migrated: "copying the warehouse", "migration 002-audit", …
  Steps progress = {};

  [[nodiscard]] core::Spill spill_place() const {
    core::Spill place = spill;
    if (place.folder.empty()) place.folder = folder / "spill";
    return place;
  }
};

/// `files` outlives the warehouse. Thread safe; a Writer or Reader belongs to one thread at a time.
[[nodiscard]] std::unique_ptr<Warehouse> open_duckdb_warehouse(core::Files& files, Options options);

/// The highest number that a generation of the folder has or had; 0 when there is no such folder.
[[nodiscard]] core::Result<int> highest_generation(core::Files& files, const std::filesystem::path& folder);

/// Reads every generation through and compares it with its sum. One error, with its file, for each that is damaged;
/// writes nothing. `pace` is called after each block with its bytes: it may wait, and its cancelled error ends the
/// reading.
[[nodiscard]] core::Result<std::vector<core::Error>> check_generations(core::Files& files,
                                                                       const std::filesystem::path& folder,
                                                                       const Pace& pace = {});

/// DuckDB can keep databases there. Config class "config.path".
[[nodiscard]] core::Result<> check_folder(std::string_view folder);

/// By its name.
[[nodiscard]] FileKind file_kind(const std::filesystem::path& file);

}  // namespace sluss::warehouse::duckdb
