#include "daemon/serve/api/decision.h"

#include <nlohmann/json.hpp>

#include "core/numbers.h"
#include "core/text.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::api {

namespace ledger = warehouse::ledger;
using core::grouped;

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
  return decision;
}

std::string decision_text(const Decision& decision, bool discarded) {
  constexpr std::size_t most_named = 10;
  const auto count = std::ssize(decision.series);
  std::string text = discarded ? "  dropped " : "  let through ";
  text +=
      decision.rows ? grouped(*decision.rows) + (*decision.rows == 1 ? " row" : " rows") : std::string("what waited");
  text += " of " + grouped(count) + " series that run " + std::to_string(decision.of.value) + " held";
  if (!decision.who.empty()) text += ", by " + core::one_line(decision.who);
  if (!decision.way.empty()) text += " (" + core::one_line(decision.way) + ")";
  text += "\n";
  std::string named;
  for (std::size_t i = 0; i < decision.series.size() && i < most_named; ++i)
    named += (named.empty() ? "" : ", ") + decision.series[i];
  if (decision.series.size() > most_named)
    named += ", and " + grouped(static_cast<std::int64_t>(decision.series.size() - most_named)) + " more";
  return named.empty() ? text : text + "      " + named + "\n";
}

}  // namespace sluss::daemon::api
