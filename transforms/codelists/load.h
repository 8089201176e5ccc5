#pragma once
// Code lists from TOML, checked. Every error at once, config class "codelists.…", with file, line and column; nothing
// is loaded where one is wrong. A file has at most 8 MiB.

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/files.h"
#include "transforms/codelists/codelist.h"

namespace sluss::transforms::codelists {

/// One list, and what can be wrong within it: types, unknown keys, validity, a code twice on one day
/// ("codelists.twice"), an alias of two entries on one day ("codelists.alias"), unknown successors. Parents of its own
/// list too; those of another list are checked by load_codelists().
[[nodiscard]] std::expected<Codelist, Errors> parse_codelist(const std::string& text, const std::string& id,
                                                             const std::string& file);

/// The list of a file, wherever it is, by itself; its id is the file's name.
[[nodiscard]] std::expected<Codelist, Errors> read_codelist(const std::filesystem::path& file);

/// <folder>/codelists/*.toml of these configuration folders; the first folder's file of a name wins whole. Sorted by
/// id. A folder without code lists is passed over. Parents are checked across lists ("codelists.parent").
[[nodiscard]] std::expected<std::vector<Codelist>, Errors> load_codelists(
    core::Files& files, std::span<const std::filesystem::path> config_folders);

}  // namespace sluss::transforms::codelists
