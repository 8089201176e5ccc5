#include "daemon/serve/api/decision.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/finding.h"
#include "core/finding_codes.h"
#include "core/unmet.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::api {

namespace ledger = warehouse::ledger;

std::int64_t errors_in(std::span<const core::Finding> findings) {
  std::int64_t errors = 0;
  for (const auto& finding : findings)
    if (finding.severity == core::Severity::error) errors += finding.code == core::unread_finding ? finding.count : 1;
  return errors;
}

core::Result<std::optional<Decision>> read_decision(warehouse::Reader& reader, const warehouse::RunRecord& run) {
  if (run.cause != "discard" && run.cause != "release") return std::nullopt;
  const auto details = nlohmann::json::parse(run.details, nullptr, false);
  if (!details.is_object() || !details.contains("of") || !details["of"].is_number_integer()) return std::nullopt;
  Decision decision{.of = {details["of"].get<std::int64_t>()}, .series = {}};
  if (const auto rows = details.find("rows"); rows != details.end() && rows->is_number_integer())
    decision.rows = rows->get<std::int64_t>();
  const auto held = SLUSS_TRY(ledger::held(reader, decision.of));
  for (const auto& one : held) {
    if (one.decided_by == run.id) decision.series.push_back(one.series.series);
  }
  decision.parts = SLUSS_TRY(ledger::decided_parts(reader, run.id));
  if (decision.parts.size() == 1 && decision.parts.front().of == decision.of) decision.parts.clear();
  return decision;
}

core::Result<std::string> whole_hold_state(warehouse::Reader& reader, core::RunId run) {
  const auto held = SLUSS_TRY(ledger::held(reader, run));
  const auto is = [&](std::string_view state) {
    return std::ranges::any_of(held, [&](const ledger::HeldEntry& one) { return one.state == state; });
  };
  const bool whole = std::ranges::all_of(held, [](const ledger::HeldEntry& one) {
    return one.series.gate == core::expectation_gate || one.series.gate == "run";
  });
  if (held.empty() || !whole) return std::string();
  if (is("waiting") || is("moved")) return std::string("waiting");
  if (is("released")) return std::string("released");
  return std::string(is("discarded") ? "discarded" : "replaced");
}

core::Result<std::int64_t> errors_after_decision(warehouse::Reader& reader, core::RunId run, std::string_view state) {
  if (state != "released") return 0;
  auto findings = SLUSS_TRY(ledger::findings(reader, run));
  std::erase_if(findings,
                [](const core::Finding& one) { return one.code == "run.unmet" || one.code == "run.suspect"; });
  return errors_in(findings);
}

}  // namespace sluss::daemon::api
