#include "connectors/register/mapping/mapping.h"

#include <algorithm>

#include "connectors/register/mapping/checks.h"
#include "connectors/register/mapping/field_reader.h"

namespace sluss::connectors::registers {

namespace {

Mapping read_mapping(const Node& node, const std::string& file, MappingErrors& errors) {
  Mapping mapping;
  FieldReader reader(node, file, "", errors);
  fields(reader, mapping);
  reader.finish();
  return mapping;
}

void sort_by_place(MappingErrors& errors) {
  std::ranges::stable_sort(errors, {},
                           [](const core::Error& error) { return std::pair(error.place.line, error.place.column); });
}

}  // namespace

std::string column_title(const Table& table, const std::string& name) {
  const auto column = std::ranges::find(table.columns, name, &TableColumn::name);
  if (column == table.columns.end()) return name;
  const auto heading = std::ranges::find_if(column->headings, [](const std::string& one) {
    return !one.empty() && one.find_first_of("{}*\\") == std::string::npos;
  });
  return heading == column->headings.end() ? name : *heading;
}

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
