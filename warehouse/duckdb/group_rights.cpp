#include "warehouse/duckdb/group_rights.h"

#include "core/log.h"

namespace sluss::warehouse::duckdb {
namespace {

void give(core::Files& files, const std::filesystem::path& path, core::FileMode mode) {
  if (const auto given = files.set_mode(path, mode); !given) {
    core::log::warning("warehouse.group", given.error().what,
                       {{"file", path.string()}, {"remedy", given.error().remedy}});
  }
}

}  // namespace

core::FileMode folder_mode(const Options& options) {
  if (!options.group) return core::owner_folder;
  return {.bits = 0750, .group = options.group, .exact = false};
}

void set_rights(core::Files& files, const Options& options, const std::filesystem::path& generation) {
  give(files, generation,
       options.group ? core::FileMode{.bits = 0440, .group = options.group}
                     : core::FileMode{.bits = 0400, .exact = false});
}

void set_rights_of_all(core::Files& files, const Options& options) {
  if (!options.group) return;
  give(files, options.folder, {.bits = 0750, .group = options.group});
  const auto names = files.list(options.folder);
  if (!names) return;  // whoever opens a generation is told
  for (const auto& name : *names) {
    if (name.extension() == ".duckdb") set_rights(files, options, name);
  }
}

}  // namespace sluss::warehouse::duckdb
