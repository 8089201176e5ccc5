#pragma once
// What a backup of ours may contain, by name: this program did not pack anything else. Pure.

#include <array>
#include <string_view>

#include "core/error.h"

namespace sluss::daemon::backup {

/// Of the configuration's folder what is packed: files that end so, in itself and at any depth of these folders.
inline constexpr std::array<std::string_view, 4> configuration_kinds = {".toml", ".sql", ".csv", ".json"};
inline constexpr std::array<std::string_view, 6> configuration_folders = {"conf.d",   "sets",   "indicators",
                                                                          "datasets", "models", "codes"};
/// Whether the name ends with one of configuration_kinds.
[[nodiscard]] bool is_configuration_kind(std::string_view name);

enum class Membership {
  yes,
  /// A small file of the state folder that the program does not use: from releases that packed all names that end with
  /// .json. The backup is accepted, and the file is not restored.
  ignored,
  no,
};

/// "state/journal.jsonl", "state/warehouse/000007.duckdb", "state/archive/SOURCE/MONTH/NAME.seg",
/// "state/schedule.json", "configuration/conf.d/10.toml", …
[[nodiscard]] Membership belongs_in_backup(std::string_view name);

/// Whether it is one of the daemon's small state files beside the journal, which are each replaced by rename.
[[nodiscard]] bool is_small_state(std::string_view file_name);

/// A generation's name as it may become a link: "000007.duckdb", and nothing that leads elsewhere.
[[nodiscard]] bool is_generation(std::string_view name);

/// The same for `part`, and that it is of `generation`: "000007.sum" is of "000007.duckdb".
[[nodiscard]] bool is_part_of(std::string_view part, std::string_view generation);

/// Data class "backup.foreign".
[[nodiscard]] std::unexpected<core::Error> foreign(std::string_view name);

}  // namespace sluss::daemon::backup
