#include "daemon/run/runner/resolution.h"

#include <tuple>

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace sluss::daemon::run {

using nlohmann::json;

namespace archive = warehouse::archive;

namespace {

constexpr std::string_view resolution_query = "sluss:resolution";

json finding_json(const core::Finding& finding) {
  json object{{"code", finding.code},       {"severity", static_cast<int>(finding.severity)},
              {"subject", finding.subject}, {"what", finding.what},
              {"remedy", finding.remedy},   {"count", finding.count}};
  if (!finding.facts.empty()) object["facts"] = finding.facts;
  return object;
}

core::Finding finding_of(const json& object) {
  return {.code = object.at("code"),
          .severity = static_cast<core::Severity>(object.at("severity").get<int>()),
          .subject = object.at("subject"),
          .what = object.at("what"),
          .remedy = object.at("remedy"),
          .count = object.at("count"),
          .facts = object.value("facts", std::string())};
}

std::string resolution_text(const Resolution& resolution) {
  json done = json::array();
  for (const auto& query : resolution.done) {
    done.push_back({{"query", query.query}, {"full", query.full}, {"began_at", query.began_at.micros}});
  }
  json findings = json::array();
  for (const auto& finding : resolution.findings) findings.push_back(finding_json(finding));
  json text{{"version", 2},
            {"complete", resolution.extent.complete},
            {"extent", json::parse(resolution.extent.text)},
            {"resumed", resolution.resumed},
            {"done", done},
            {"findings", findings}};
  if (!resolution.extent.part.empty()) text["part"] = resolution.extent.part;
  if (resolution.extent.late) text["late"] = true;
  if (resolution.fetched) {
    text["requests"] = resolution.fetched->requests;
    text["bytes"] = resolution.fetched->bytes;
    text["configuration"] = resolution.fetched->configuration;
  }
  return core::json_text(text);
}

/// Version 1 has the extent's fields beside the others.
connectors::Extent extent_of(const json& object) {
  if (object.at("version").get<int>() == 1)
    return {.complete = object.at("complete_full"), .text = core::json_text(object)};
  return {.complete = object.at("complete"),
          .text = core::json_text(object.at("extent")),
          .part = object.value("part", std::string()),
          .late = object.value("late", false)};
}

core::Result<Resolution> parse_resolution(std::string_view text) {
  try {
    const auto object = json::parse(text);
    Resolution resolution;
    resolution.extent = extent_of(object);
    resolution.resumed = object.at("resumed");
    if (object.contains("requests")) {
      resolution.fetched = {
          .requests = object.at("requests"), .bytes = object.at("bytes"), .configuration = object.at("configuration")};
    }
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

/// A table's rows, of which an older program wrote no more.
bool has_table(const archive::SegmentHeader& header) {
  const auto context = json::parse(header.context, nullptr, false);
  return context.is_object() && context.contains("table");
}

}  // namespace

std::string details_of(std::string_view context, const Resolution& resolution) {
  auto details = json::parse(context, nullptr, false);
  if (!resolution.fetched || !details.is_object()) return std::string(context);
  details["requests"] = resolution.fetched->requests;
  details["bytes"] = resolution.fetched->bytes;
  details["resumed"] = resolution.resumed;
  details["complete_full"] = resolution.extent.complete;
  details["configuration"] = resolution.fetched->configuration;
  return core::json_text(details);
}

core::Result<> archive_resolution(archive::SegmentWriter& segment, const Resolution& resolution, core::Instant at) {
  const auto object = segment.open();
  SLUSS_TRY(object->write(resolution_text(resolution)));
  std::ignore = SLUSS_TRY(object->finish({.query = std::string(resolution_query),
                                          .request = std::string(resolution_query),
                                          .media_type = "application/json",
                                          .fetched_at = at,
                                          .last_page = true}));
  return {};
}

core::Result<Resolution> read_resolution(archive::Archive& store, const archive::SegmentInfo& segment) {
  for (auto object = segment.objects.rbegin(); object != segment.objects.rend(); ++object) {
    if (object->query != resolution_query) continue;
    const auto text = SLUSS_TRY(store.read(segment, object->index));
    return parse_resolution(text);
  }
  if (has_table(segment.header)) return Resolution{.extent = {.complete = true, .text = segment.header.context}};
  return core::fail(core::ErrorClass::data, "archive.resolution",
                    "segment " + segment.file.string() + " does not contain what its run resolved",
                    "it comes from a run that did not finish; it cannot be replayed");
}

}  // namespace sluss::daemon::run
