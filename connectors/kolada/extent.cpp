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

std::string extent_text(const LoadExtent& extracted) {
  json text = json{{"all_indicators", extracted.all_indicators}, {"indicators", extracted.indicators},
                   {"all_areas", extracted.all_areas},           {"areas", extracted.areas},
                   {"unit_areas", extracted.unit_areas},         {"first_year", extracted.first_year},
                   {"last_year", extracted.last_year},           {"compare_groups", extracted.compare_groups}};
  if (extracted.area_scope != AreaScope::unrecorded)
    text["areas_asked"] = extracted.area_scope == AreaScope::all ? scope_all : scope_named;
  if (extracted.years_bound) text["years_bound"] = true;
  return core::json_text(text);
}

core::Result<LoadExtent> parse_extent(std::string_view text) {
  try {
    const auto object = json::parse(text);
    LoadExtent extracted;
    extracted.all_indicators = object.at("all_indicators");
    extracted.indicators = object.at("indicators").get<std::vector<std::string>>();
    extracted.all_areas = object.at("all_areas");
    extracted.areas = object.at("areas").get<std::vector<std::string>>();
    extracted.unit_areas = object.at("unit_areas").get<std::vector<std::string>>();
    extracted.area_scope = area_scope(object);
    extracted.first_year = object.at("first_year");
    extracted.last_year = object.at("last_year");
    extracted.years_bound = object.value("years_bound", false);
    extracted.compare_groups = object.at("compare_groups").get<std::vector<std::string>>();
    return extracted;
  } catch (const json::exception& problem) {
    return core::fail(core::ErrorClass::data, "archive.resolution",
                      std::string("what an archived load from Kolada covered cannot be read: ") + problem.what(),
                      "run `sluss archive verify`; a run without it cannot be replayed");
  }
}

}  // namespace sluss::connectors::kolada
