#include "daemon/runner/definition_gates.h"

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/json.h"
#include "core/text.h"

namespace sluss::daemon::runner {

namespace {

std::optional<warehouse::HeldSeries> compare(const core::Indicator& now, const std::optional<std::string>& measure,
                                             const std::optional<std::string>& by_gender) {
  nlohmann::json evidence;
  if (measure && now.measure && *measure != *now.measure) {
    evidence["measure"] = {{"before", *measure}, {"now", *now.measure}};
  }
  if (by_gender && now.by_gender && (*by_gender == "true") != *now.by_gender) {
    evidence["by_gender"] = {{"before", *by_gender == "true"}, {"now", *now.by_gender}};
  }
  if (evidence.empty()) return std::nullopt;
  warehouse::HeldSeries held;
  held.series = now.id;
  held.gate = "definition";
  held.evidence = core::json_text(evidence);
  return held;
}

}  // namespace

core::Result<DefinitionGates> definition_gates(warehouse::Reader& reader, std::string_view origin,
                                               const std::vector<core::Indicator>& now,
                                               const warehouse::GateLimits& limits) {
  DefinitionGates gates;
  SLUSS_ASSIGN(const auto rows, reader.rows("select indicator_id, measure, cast(by_gender as varchar) from "
                                            "core.indicator_open where title is not null and source = " +
                                            core::sql_text(origin)));
  std::unordered_map<std::string, const core::Indicator*> by_id;
  for (const auto& indicator : now) by_id.emplace(indicator.id, &indicator);
  for (const auto& row : rows) {
    ++gates.known;
    const auto found = by_id.find(row[0].value_or(""));
    if (found == by_id.end()) {
      ++gates.gone;
      continue;
    }
    if (auto held = compare(*found->second, row[1], row[2])) gates.held.push_back(std::move(*held));
  }
  gates.catalogue_shrank = gates.known > 0 && static_cast<double>(gates.known) - static_cast<double>(now.size()) >
                                                  limits.catalogue_shrink * static_cast<double>(gates.known);
  return gates;
}

}  // namespace sluss::daemon::runner
