#pragma once
// The evidence of a held series in words.

#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "daemon/serve/api/waiting_parts.h"
#include "daemon/serve/pages/held_page.h"
#include "warehouse/ledger_held.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::pages {

/// Why the series is held, in one or two sentences.
[[nodiscard]] std::string why_held(const HeldSeriesView& series, const warehouse::GateLimits& limits);

/// Of a gate that holds all that a load changes, and not the series that it names alone.
[[nodiscard]] bool holds_whole_load(std::string_view gate);
/// Of one of `waiting` series that wait in its run: it is decided on with the others, as run::release() demands.
[[nodiscard]] bool is_decided_as_a_whole(const HeldSeriesView& held, std::int64_t waiting);

/// "Väntar: 2024 (72 uppgifter, ur körning 2, filen lista.csv) och 2025 (60 uppgifter)." Empty: all that waits with
/// `own` is its own.
[[nodiscard]] std::string waiting_words(const std::vector<api::WaitingPart>& parts, core::RunId own);

/// "132 uppgifter: 72 ur körning 2 och 60 ur körning 4"; of one run "72 uppgifter". Empty: of none.
[[nodiscard]] std::string decided_words(const std::vector<warehouse::ledger::DecidedPart>& parts);
/// "72 ur körning 2 och 60 ur körning 4"
[[nodiscard]] std::string parts_words(const std::vector<warehouse::ledger::DecidedPart>& parts);

}  // namespace sluss::daemon::pages
