#include "connectors/register/source/options.h"

#include <filesystem>
#include <limits>
#include <string>

#include "connectors/register/source/mapping_files.h"

namespace sluss::connectors::registers {
namespace {

using core::config::Key;
using core::config::Type;

constexpr std::string_view second = "0.2.0";

}  // namespace

constinit const std::array<Key, 5> source_keys = std::to_array<Key>({
    {.name = "path",
     .required = true,
     .measure = "folder or file",
     .description = "The folder in which people and programs put files, local or a mounted share. Files in folders "
                    "below it are not read.",
     .example = "\"/srv/in/hemtjanst\"",
     .since = second},
    {.name = "one_file",
     .type = Type::boolean,
     .standard = "false",
     .description = "`path` is one file, not a folder: whatever has that name is read.",
     .example = "true",
     .since = second},
    {.name = "largest_file",
     .type = Type::size,
     .standard = "\"20GB\"",
     .measure = "size",
     .description = "A larger file is not taken. Each file is copied to the state's disk before it is read.",
     .least = 1024,
     .most = 1e13,
     .since = second},
    {.name = "largest_unpacked",
     .type = Type::size,
     .standard = "\"20GB\"",
     .measure = "size",
     .description = "What a packed file (zip, gz, a workbook) may hold, all together; one that holds more is rejected.",
     .least = 1024,
     .most = 1e13,
     .since = second},
    {.name = "most_rows",
     .type = Type::integer,
     .standard = "50000000",
     .measure = "rows",
     .description = "Of one sheet or member; a file with more is rejected.",
     .least = 1,
     .most = 1e12,
     .since = second},
});

constinit const std::array<Key, 1> job_keys = std::to_array<Key>({
    {.name = "mapping",
     .required = true,
     .measure = "name of a mapping",
     .description = "How the files are read: sources/<mapping>.toml in a configuration folder. Of the source's files "
                    "those whose names the mapping has are the job's; the others are left.",
     .example = "\"hemtjanstindex\"",
     .since = second},
});

void check_source(const core::config::Table& source, Problems& problems) {
  const auto& path = source.text("path");
  if (path.empty() || std::filesystem::path(path).is_absolute()) return;
  problems.fail("path", "config.path", "'" + path + "' is no absolute path",
                "Write it from the root: \"/srv/in/" + path + "\".");
}

void check_job(const core::config::Table& job, Problems& problems) {
  const auto& name = job.text("mapping");
  if (name.empty()) return;
  const auto mapping = read_mapping(name, problems.config_folders());
  if (mapping) return;
  for (const auto& error : mapping.error()) {
    auto shown = error;
    if (!error.place.file.empty()) {
      const auto line = error.place.line > 0 ? ":" + std::to_string(error.place.line) : std::string();
      shown.what = error.place.file + line + ": " + error.what;
    }
    problems.fail("mapping", shown);
  }
}

InboxOptions inbox_of(const core::config::Table& source) {
  InboxOptions options;
  options.path = source.text("path");
  options.one_file = source["one_file"].boolean;
  if (source.has("largest_file")) options.most_bytes = source["largest_file"].size;
  return options;
}

Limits limits_of(const core::config::Table& source) {
  Limits limits;
  if (source.has("largest_unpacked"))
    limits.unpacked_bytes = static_cast<std::int64_t>(source["largest_unpacked"].size);
  if (source.has("most_rows")) limits.rows = source.integer("most_rows");
  return limits;
}

Limits limits_of_archived() {
  Limits limits;
  limits.unpacked_bytes = std::numeric_limits<std::int64_t>::max();
  limits.rows = std::numeric_limits<std::int64_t>::max();
  return limits;
}

}  // namespace sluss::connectors::registers
