#include "warehouse/duckdb/group_rights.h"

#include <sys/stat.h>

#include "core/log.h"

namespace sluss::warehouse::duckdb {
namespace {

void log_failure(const std::filesystem::path& path, const core::Error& error) {
  core::log::warning("warehouse.group", error.what, {{"file", path.string()}, {"remedy", error.remedy}});
}

/// What a group of before could read, its members no longer do.
void close(core::Files& files, const std::filesystem::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode) || (status.st_mode & 0077U) == 0) return;
  if (const auto closed = files.set_mode(path, {.bits = status.st_mode & 0700U}); !closed)
    log_failure(path, closed.error());
}

void give(core::Files& files, const std::filesystem::path& path, core::FileMode mode) {
  const auto given = files.set_mode(path, mode);
  if (given) return;
  log_failure(path, given.error());
  close(files, path);
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
  // Where the folder is a link to another disk, the folder that it leads to is meant.
  std::error_code problem;
  auto folder = std::filesystem::canonical(options.folder, problem);
  if (problem) folder = options.folder;
  if (options.group) {
    give(files, folder, {.bits = 0750, .group = options.group});
  } else {
    close(files, folder);
  }
  const auto names = files.list(options.folder);
  if (!names) return;  // opening a generation reports it
  for (const auto& name : *names) {
    if (name.extension() != ".duckdb") continue;
    if (options.group) {
      set_rights(files, options, name);
    } else {
      close(files, name);
    }
  }
}

}  // namespace sluss::warehouse::duckdb
