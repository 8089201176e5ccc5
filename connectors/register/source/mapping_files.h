#pragma once
// A job's mapping and its code lists among the files of a configuration: sources/ID.toml and codelists/ID.toml, the
// first folder's file of a name counts. Reads files; any thread.

#include <expected>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "connectors/register/mapping/mapping.h"
#include "core/error.h"

namespace sluss::connectors::registers {

/// Errors, all at once: config class "register.mapping" (there is none of that name, with those near it), those of
/// parse_mapping(), and "file.…" of a file that cannot be read.
[[nodiscard]] std::expected<Mapping, MappingErrors> read_mapping(std::string_view id,
                                                                 std::span<const std::filesystem::path> config_folders);
/// The ids of all mappings of these folders.
[[nodiscard]] std::set<std::string> known_mappings(std::span<const std::filesystem::path> config_folders);
/// A mapping of a file anywhere, whatever the file's name. Errors: as read_mapping(), "file.…".
[[nodiscard]] std::expected<Mapping, MappingErrors> read_mapping_file(const std::filesystem::path& file);
/// The first of them, and how many there are.
[[nodiscard]] core::Error first_of(const MappingErrors& errors);

/// The TOML of each list that the mapping needs (codelists_of), by id. One of areas that no folder has is left out.
/// Errors: config class "register.codelist" of one that a column names; "file.…".
[[nodiscard]] core::Result<std::map<std::string, std::string>> read_codelists(
    const Mapping& mapping, std::span<const std::filesystem::path> config_folders);

}  // namespace sluss::connectors::registers
