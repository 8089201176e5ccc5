#include "connectors/register/mapping/mapping.h"

#include <algorithm>
#include <map>
#include <system_error>

#include "connectors/register/mapping/checks.h"
#include "connectors/register/mapping/part_reader.h"
#include "core/small_file.h"

namespace sluss::connectors::registers {

namespace {

constexpr std::size_t largest_file = 1U << 20U;

Mapping read_mapping(const Node& node, const std::string& file, MappingErrors& errors) {
  Mapping mapping;
  PartReader reader(node, file, "", errors);
  fields(reader, mapping);
  reader.finish();
  return mapping;
}

void sort_by_place(MappingErrors& errors) {
  std::ranges::stable_sort(errors, {},
                           [](const core::Error& error) { return std::pair(error.place.line, error.place.column); });
}

core::Result<std::vector<std::filesystem::path>> toml_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  if (error == std::errc::no_such_file_or_directory) return paths;
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error))
    if (entries->path().extension() == ".toml") paths.push_back(entries->path());
  if (error)
    return core::fail(core::ErrorClass::config, "mapping.folder",
                      "the folder of mappings cannot be read: " + error.message(), "Check its permissions",
                      {.file = folder.string()});
  std::ranges::sort(paths);
  return paths;
}

}  // namespace

std::expected<Mapping, MappingErrors> parse_mapping(std::string_view text, const std::string& file) {
  MappingErrors errors;
  const auto node = node_of_toml(text, file, errors);
  if (!node) return std::unexpected(std::move(errors));
  auto mapping = read_mapping(*node, file, errors);
  MappingChecks(mapping, file, errors).run();
  if (errors.empty()) return mapping;
  sort_by_place(errors);
  return std::unexpected(std::move(errors));
}

std::expected<std::vector<Mapping>, MappingErrors> load_mappings(std::span<const std::filesystem::path> folders) {
  MappingErrors errors;
  std::map<std::string, std::filesystem::path> found;
  for (const auto& folder : folders) {
    const auto paths = toml_files(folder);
    if (!paths) return std::unexpected(MappingErrors{paths.error()});
    for (const auto& path : *paths) found.emplace(path.stem().string(), path);
  }
  std::vector<Mapping> mappings;
  for (const auto& [name, path] : found) {
    const auto text = core::read_small_file(path, largest_file);
    if (!text) {
      errors.push_back(text.error());
      continue;
    }
    auto mapping = parse_mapping(*text, path.string());
    if (mapping) {
      mappings.push_back(*std::move(mapping));
    } else {
      errors.insert(errors.end(), mapping.error().begin(), mapping.error().end());
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return mappings;
}

core::Result<Mapping> mapping_of_json(std::string_view text) {
  MappingErrors errors;
  const auto node = node_of_json(text);
  if (node) {
    auto mapping = read_mapping(*node, "", errors);
    MappingChecks(mapping, "", errors).run();
    if (errors.empty()) return mapping;
  }
  return core::fail(core::ErrorClass::data, "mapping.archived",
                    "an archived mapping is none: " + (errors.empty() ? "it is no JSON" : errors.front().what),
                    "Run `sluss archive verify`; a run without its mapping cannot be applied again");
}

}  // namespace sluss::connectors::registers
