#include "daemon/runner/resolution.h"

#include <nlohmann/json.hpp>

#include "daemon/runner/load.h"
#include "transforms/normalise/kolada.h"

namespace sluss::daemon::runner {

using nlohmann::json;

namespace {

json finding_json(const core::Finding& finding) {
  return {{"code", finding.code},       {"severity", static_cast<int>(finding.severity)},
          {"subject", finding.subject}, {"what", finding.what},
          {"remedy", finding.remedy},   {"count", finding.count}};
}

core::Finding finding_of(const json& object) {
  return {.code = object.at("code"),
          .severity = static_cast<core::Severity>(object.at("severity").get<int>()),
          .subject = object.at("subject"),
          .what = object.at("what"),
          .remedy = object.at("remedy"),
          .count = object.at("count")};
}

}  // namespace

std::string resolution_text(const Resolution& resolution) {
  const auto& selected = resolution.selected;
  json done = json::array();
  for (const auto& query : resolution.done) {
    done.push_back({{"query", query.query}, {"full", query.full}, {"began_at", query.began_at.micros}});
  }
  json findings = json::array();
  for (const auto& finding : resolution.findings) findings.push_back(finding_json(finding));
  return json{{"version", 1},
              {"all_indicators", selected.all_indicators},
              {"indicators", selected.indicators},
              {"all_areas", selected.all_areas},
              {"areas", selected.areas},
              {"unit_areas", selected.unit_areas},
              {"first_year", selected.first_year},
              {"last_year", selected.last_year},
              {"complete_full", selected.complete_full},
              {"compare_groups", selected.compare_groups},
              {"resumed", resolution.resumed},
              {"done", done},
              {"findings", findings}}
      .dump();
}

core::Result<Resolution> parse_resolution(std::string_view text) {
  try {
    const auto object = json::parse(text);
    Resolution resolution;
    auto& selected = resolution.selected;
    selected.all_indicators = object.at("all_indicators");
    selected.indicators = object.at("indicators").get<std::vector<std::string>>();
    selected.all_areas = object.at("all_areas");
    selected.areas = object.at("areas").get<std::vector<std::string>>();
    selected.unit_areas = object.at("unit_areas").get<std::vector<std::string>>();
    selected.first_year = object.at("first_year");
    selected.last_year = object.at("last_year");
    selected.complete_full = object.at("complete_full");
    selected.compare_groups = object.at("compare_groups").get<std::vector<std::string>>();
    resolution.resumed = object.at("resumed");
    for (const auto& query : object.at("done")) {
      resolution.done.push_back({.query = query.at("query"),
                                 .full = query.at("full"),
                                 .began_at = {query.at("began_at").get<std::int64_t>()}});
    }
    for (const auto& finding : object.at("findings")) resolution.findings.push_back(finding_of(finding));
    return resolution;
  } catch (const json::exception& problem) {
    return core::fail(core::ErrorClass::data, "archive.resolution",
                      std::string("the archived resolution of a run cannot be read: ") + problem.what(),
                      "run `sluss archive verify`; a run without it cannot be replayed");
  }
}

std::vector<warehouse::Coverage> coverage_of(const Resolution& resolution, const Unread& unread) {
  const auto& selected = resolution.selected;
  if (!selected.complete_full || resolution.resumed || unread.everything) return {};
  warehouse::Coverage areas;
  areas.all_indicators = selected.all_indicators;
  for (const auto& id : selected.indicators) areas.indicators.push_back("kolada:" + id);
  for (const auto& id : unread.series) areas.except.push_back("kolada:" + id);
  for (const auto& id : selected.areas) areas.areas.push_back(transforms::normalise::area_id_of(id));
  areas.first_period = selected.first_year;
  areas.last_period = selected.last_year;
  std::vector<warehouse::Coverage> coverage{areas};
  if (!selected.unit_areas.empty()) {
    warehouse::Coverage units = areas;
    units.units = true;
    units.areas.clear();
    for (const auto& id : selected.unit_areas) units.areas.push_back(transforms::normalise::area_id_of(id));
    coverage.push_back(units);
  }
  return coverage;
}

}  // namespace sluss::daemon::runner
