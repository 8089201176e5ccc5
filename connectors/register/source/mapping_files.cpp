#include "connectors/register/source/mapping_files.h"

#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "connectors/register/mapping/pattern.h"
#include "connectors/register/source/extent.h"
#include "core/nearest.h"
#include "core/small_file.h"

namespace sluss::connectors::registers {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_mapping = 1U << 20U;
constexpr std::size_t largest_codelist = 8U << 20U;

/// FOLDER/NAME/ID.toml of the first configuration folder that has it.
std::optional<fs::path> find_file(std::span<const fs::path> config_folders, const char* folder, std::string_view id) {
  for (const auto& config : config_folders) {
    const auto file = config / folder / (std::string(id) + ".toml");
    std::error_code ignored;
    if (fs::exists(file, ignored)) return file;
  }
  return std::nullopt;
}

core::Error no_mapping(std::string_view id, std::span<const fs::path> config_folders) {
  const auto known = known_mappings(config_folders);
  const auto nearest = core::nearest_of(id, std::vector<std::string>(known.begin(), known.end()));
  std::string remedy = "Write it as sources/" + std::string(id) + ".toml beside sluss.toml (docs/mappings.md).";
  if (!nearest.empty()) remedy = "Did you mean \"" + nearest + "\"? " + remedy;
  return {.code = "register.mapping",
          .error_class = core::ErrorClass::config,
          .what = "there is no mapping \"" + std::string(id) + "\"",
          .remedy = std::move(remedy),
          .place = {.field = "mapping"}};
}

bool is_plain(std::string_view id) {
  return !id.empty() && id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace

std::set<std::string> known_mappings(std::span<const fs::path> config_folders) {
  std::set<std::string> ids;
  for (const auto& config : config_folders) {
    std::error_code error;
    for (fs::directory_iterator entry(config / "sources", error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      if (entry->path().extension() == ".toml") ids.insert(entry->path().stem().string());
    }
  }
  return ids;
}

std::expected<Mapping, MappingErrors> read_mapping(std::string_view id, std::span<const fs::path> config_folders) {
  const auto file = is_plain(id) ? find_file(config_folders, "sources", id) : std::nullopt;
  if (!file) return std::unexpected(MappingErrors{no_mapping(id, config_folders)});
  const auto text = core::read_small_file(*file, largest_mapping);
  if (!text) return std::unexpected(MappingErrors{text.error()});
  return parse_mapping(*text, file->string());
}

std::expected<Mapping, MappingErrors> read_mapping_file(const fs::path& file) {
  const auto text = core::read_small_file(file, largest_mapping);
  if (!text) return std::unexpected(MappingErrors{text.error()});
  auto mapping = parse_mapping(*text, "");  // a file without a name may have any id
  if (mapping) return mapping;
  for (auto& error : mapping.error()) error.place.file = file.string();
  return mapping;
}

core::Error first_of(const MappingErrors& errors) {
  auto first = errors.front();
  if (errors.size() > 1) {
    first.remedy += " There are " + std::to_string(errors.size() - 1) + " errors more in it: `sluss check` has all.";
  }
  return first;
}

core::Result<std::map<std::string, std::string>> read_codelists(const Mapping& mapping,
                                                                std::span<const fs::path> config_folders) {
  std::set<std::string> named;
  for (const auto& table : mapping.tables) {
    for (const auto& column : table.columns) named.insert(column.list);
  }
  std::map<std::string, std::string> texts;
  for (const auto& id : codelists_of(mapping)) {
    const auto file = find_file(config_folders, "codelists", id);
    if (file) {
      texts[id] = SLUSS_TRY(core::read_small_file(*file, largest_codelist));
    } else if (named.contains(id)) {
      return core::fail(core::ErrorClass::config, "register.codelist",
                        "there is no code list \"" + id + "\", which the mapping " + mapping.id + " names",
                        "Write it as codelists/" + id + ".toml beside sluss.toml, or correct the column's list.");
    }
  }
  return texts;
}

}  // namespace sluss::connectors::registers
