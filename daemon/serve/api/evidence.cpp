// Read for pages and commands alike.
#include "daemon/serve/api/evidence.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "core/json.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::api {
namespace {

using nlohmann::json;

/// Keys that are read into a field of their own, or are fields of the held series.
constexpr std::array<std::string_view, 18> placed{
    "known",      "inserted",     "revised",         "deleted",     "absent", "revised_share",
    "gone_share", "ratio",        "examples",        "measure",     "reason", "by_gender",
    "rows_now",   "lost_columns", "changed_columns", "rows_before", "unmet",  "waits_with"};

const json& part(const json& object, const char* name) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : core::json_text(value);
}

/// Empty when there is none.
std::string text(const json& object, const char* name) {
  const auto& value = part(object, name);
  return value.is_null() ? std::string() : text_of(value);
}

std::optional<double> number(const json& object, const char* name) {
  const auto& value = part(object, name);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::optional<std::int64_t> count(const json& object, const char* name) {
  const auto& value = part(object, name);
  return value.is_number_integer() ? std::optional(value.get<std::int64_t>()) : std::nullopt;
}

core::Bound bound(const json& object, const char* name) {
  return core::fact_bound(text(object, name)).value_or(core::Bound::exact);
}

void read_examples(const json& read, Evidence& evidence) {
  for (const auto& one : part(read, "examples")) {
    if (!part(one, "area_id").is_string()) {
      evidence.others.emplace_back("example", core::json_text(one));
      continue;
    }
    evidence.examples.push_back({.kind = text(one, "kind"),
                                 .area = text(one, "area_id"),
                                 .period = text(one, "period"),
                                 .gender = text(one, "gender"),
                                 .unit = text(one, "ou_id"),
                                 .before = number(one, "old"),
                                 .after = number(one, "new"),
                                 .before_bound = bound(one, "old_bound"),
                                 .after_bound = bound(one, "new_bound")});
  }
}

/// The definition's change is the whole object, or the reason beside the counts.
void read_definition(const json& place, Evidence& evidence) {
  const auto& measure = part(place, "measure");
  if (measure.is_object()) evidence.measure = {text_of(part(measure, "before")), text_of(part(measure, "now"))};
  const auto& by_gender = part(place, "by_gender");
  const auto& before = part(by_gender, "before");
  const auto& now = part(by_gender, "now");
  if (before.is_boolean() && now.is_boolean())
    evidence.by_gender = {before.get<bool>(), now.get<bool>()};
  else if (!by_gender.is_null())
    evidence.others.emplace_back("by_gender", core::json_text(by_gender));
}

void read_table(const json& read, Evidence& evidence) {
  evidence.rows_before = count(read, "rows_before");
  evidence.rows_now = count(read, "rows_now");
  for (const auto& column : part(read, "lost_columns")) evidence.lost_columns.push_back(text_of(column));
  for (const auto& column : part(read, "changed_columns")) {
    if (column.is_object())
      evidence.changed_columns.push_back({text(column, "column"), text(column, "before"), text(column, "now")});
  }
}

core::UnmetRow unmet_row(const json& row) {
  return {.file = text(row, "file"),
          .sheet = text(row, "sheet"),
          .row = count(row, "row").value_or(0),
          .column = text(row, "column"),
          .shown = text(row, "shown"),
          .expected = text(row, "expected")};
}

void read_unmet(const json& place, Evidence& evidence) {
  const auto& list = part(place, "unmet");
  if (!list.is_array()) return;
  for (const auto& one : list) {
    core::Unmet unmet{.table = text(one, "table"),
                      .kind = text(one, "kind"),
                      .column = text(one, "column"),
                      .level = text(one, "level"),
                      .expectation = text(one, "expectation"),
                      .outcome = text(one, "outcome"),
                      .expected = text(one, "expected"),
                      .found = text(one, "found"),
                      .count = count(one, "count").value_or(0)};
    const auto& rows = part(one, "rows");
    if (rows.is_array())
      for (const auto& row : rows) unmet.rows.push_back(unmet_row(row));
    evidence.unmet.push_back(std::move(unmet));
  }
}

void read_others(const json& place, Evidence& evidence) {
  for (const auto& [key, value] : place.items())
    if (std::ranges::find(placed, key) == placed.end()) evidence.others.emplace_back(key, text_of(value));
}

}  // namespace

Evidence parse_evidence(std::string_view text_of_evidence) {
  Evidence evidence;
  const auto read = json::parse(text_of_evidence, nullptr, false);
  if (!read.is_object()) return evidence;
  evidence.revised_share = number(read, "revised_share");
  evidence.gone_share = number(read, "gone_share");
  const auto& ratio = part(read, "ratio");
  evidence.least = number(ratio, "least");
  evidence.quarter = number(ratio, "quarter");
  evidence.median = number(ratio, "median");
  evidence.three_quarters = number(ratio, "three_quarters");
  evidence.most = number(ratio, "most");
  read_definition(read, evidence);
  read_table(read, evidence);
  if (const auto& reason = part(read, "reason"); reason.is_object()) {
    read_definition(reason, evidence);
    read_unmet(reason, evidence);
    evidence.waits_with = count(reason, "waits_with").value_or(0);
    read_others(reason, evidence);
  } else {
    evidence.reason = text(read, "reason");
  }
  read_others(read, evidence);
  read_examples(read, evidence);
  return evidence;
}

void own_first(Evidence& evidence, std::string_view own) {
  const auto place = [&](const Example& example) {
    constexpr std::string_view country = "SE";
    return !own.empty() && example.area == own ? 0 : example.area == country ? 1 : 2;
  };
  std::ranges::stable_sort(evidence.examples, {}, place);
}

core::Result<AreaTitles> titles_of_areas(warehouse::Reader& reader, std::span<const Evidence> evidences) {
  std::set<std::string> areas;
  for (const auto& evidence : evidences)
    for (const auto& example : evidence.examples) areas.insert(example.area);
  return warehouse::ledger::area_titles(reader, std::vector(areas.begin(), areas.end()));
}

void name_areas(Evidence& evidence, const AreaTitles& titles) {
  for (auto& example : evidence.examples)
    if (const auto title = titles.find(example.area); title != titles.end()) example.area = title->second;
}

}  // namespace sluss::daemon::api
