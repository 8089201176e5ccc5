#include "daemon/serve/api/decision.h"

#include <nlohmann/json.hpp>

#include "warehouse/ledger.h"

namespace sluss::daemon::api {

namespace ledger = warehouse::ledger;

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

}  // namespace sluss::daemon::api
