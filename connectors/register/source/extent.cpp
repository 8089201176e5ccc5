#include "connectors/register/source/extent.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

#include "connectors/register/mapping/mapping_json.h"
#include "core/area_lists.h"
#include "core/json.h"

namespace sluss::connectors::registers {

using nlohmann::json;

namespace {

json file_json(const TakenFile& file) {
  return {{"query", file.query},   {"name", file.name},   {"pages", file.pages},
          {"sha256", file.sha256}, {"order", file.order}, {"period", file.period}};
}

TakenFile file_of(const json& file) {
  return {.query = file.at("query"),
          .name = file.at("name"),
          .pages = file.at("pages"),
          .sha256 = file.at("sha256"),
          .order = file.at("order").get<std::vector<std::string>>(),
          .period = file.at("period")};
}

}  // namespace

std::string extent_text(const FilesExtent& extent) {
  return core::json_text(json{{"mapping", json::parse(mapping_json(extent.mapping))},
                              {"file", file_json(extent.file)},
                              {"codelists", extent.codelists}});
}

core::Result<FilesExtent> parse_extent(std::string_view text) {
  try {
    const auto object = json::parse(text);
    FilesExtent extent;
    extent.file = file_of(object.at("file"));
    extent.codelists = object.at("codelists").get<std::map<std::string, std::string>>();
    extent.mapping = SLUSS_TRY(mapping_of_json(object.at("mapping").dump()));
    return extent;
  } catch (const json::exception& problem) {
    return core::fail(core::ErrorClass::data, "archive.resolution",
                      std::string("what an archived load of a file covered cannot be read: ") + problem.what(),
                      "run `sluss archive verify`; a run without it cannot be replayed");
  }
}

std::vector<std::string> codelists_of(const Mapping& mapping) {
  std::set<std::string> ids;
  bool areas = !mapping.select.empty();
  for (const auto& table : mapping.tables) {
    for (const auto& column : table.columns) {
      areas |= column.type == ColumnType::area;
      if (!column.list.empty()) ids.insert(column.list);
    }
  }
  if (areas) ids.insert(core::area_lists.begin(), core::area_lists.end());
  return {ids.begin(), ids.end()};
}

std::string stream_of(const Table& table) {
  return std::string(stream_prefix) + table.name;
}

}  // namespace sluss::connectors::registers
