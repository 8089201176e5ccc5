#include "daemon/run/hold/definition_gates.h"

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/json.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace ledger = warehouse::ledger;

namespace {

std::optional<warehouse::HeldSeries> compare(const core::Indicator& now, const ledger::Definition& before) {
  nlohmann::json evidence;
  if (before.measure && now.measure && *before.measure != *now.measure)
    evidence["measure"] = {{"before", *before.measure}, {"now", *now.measure}};
  if (before.by_gender && now.by_gender && *before.by_gender != *now.by_gender)
    evidence["by_gender"] = {{"before", *before.by_gender}, {"now", *now.by_gender}};
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
  const auto definitions = SLUSS_TRY(ledger::definitions(reader, origin));
  std::unordered_map<std::string, const core::Indicator*> by_id;
  for (const auto& indicator : now) by_id.emplace(indicator.id, &indicator);
  for (const auto& definition : definitions) {
    ++gates.known;
    const auto found = by_id.find(definition.indicator);
    if (found == by_id.end()) continue;
    if (auto held = compare(*found->second, definition)) gates.held.push_back(std::move(*held));
  }
  gates.catalogue_shrank = gates.known > 0 && static_cast<double>(gates.known) - static_cast<double>(now.size()) >
                                                  limits.catalogue_shrink * static_cast<double>(gates.known);
  return gates;
}

}  // namespace sluss::daemon::run
