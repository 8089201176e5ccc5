#include "connectors/kolada/extent.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::connectors::kolada {

using nlohmann::json;

namespace {

constexpr std::string_view scope_all = "all";
constexpr std::string_view scope_named = "named";

AreaScope area_scope(const json& extent) {
  const std::string word = extent.value("areas_asked", "");
  if (word == scope_all) return AreaScope::all;
  return word == scope_named ? AreaScope::named : AreaScope::unrecorded;
}

}  // namespace

std::string extent_text(const LoadExtent& extent) {
  json text = json{{"all_indicators", extent.all_indicators}, {"indicators", extent.indicators},
                   {"all_areas", extent.all_areas},           {"areas", extent.areas},
                   {"unit_areas", extent.unit_areas},         {"first_year", extent.first_year},
                   {"last_year", extent.last_year},           {"compare_groups", extent.compare_groups}};
  if (extent.area_scope != AreaScope::unrecorded)
    text["areas_asked"] = extent.area_scope == AreaScope::all ? scope_all : scope_named;
  if (extent.years_bound) text["years_bound"] = true;
  return core::json_text(text);
}

core::Result<LoadExtent> parse_extent(std::string_view text) {
  try {
    const auto object = json::parse(text);
    LoadExtent extent;
    extent.all_indicators = object.at("all_indicators");
    extent.indicators = object.at("indicators").get<std::vector<std::string>>();
    extent.all_areas = object.at("all_areas");
    extent.areas = object.at("areas").get<std::vector<std::string>>();
    extent.unit_areas = object.at("unit_areas").get<std::vector<std::string>>();
    extent.area_scope = area_scope(object);
    extent.first_year = object.at("first_year");
    extent.last_year = object.at("last_year");
    extent.years_bound = object.value("years_bound", false);
    extent.compare_groups = object.at("compare_groups").get<std::vector<std::string>>();
    return extent;
  } catch (const json::exception& problem) {
    return core::fail(core::ErrorClass::data, "archive.resolution",
                      std::string("what an archived load from Kolada covered cannot be read: ") + problem.what(),
                      "run `sluss archive verify`; a run without it cannot be replayed");
  }
}

}  // namespace sluss::connectors::kolada
