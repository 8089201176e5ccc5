#pragma once
// The evidence of a held series in the English of commands.

#include <optional>
#include <string>
#include <string_view>

#include "daemon/serve/api/evidence.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::program {

/// The gate that held, and the limits that its run went by: written beside the share that was too great.
struct FiredGate {
  std::string_view gate;
  std::optional<warehouse::GateLimits> limits;  ///< nothing: an older program did not write them down
};
/// A line each, indented by eight blanks; numbers rounded to what distinguishes them. `titles` of areas, by id: one
/// without is written as its id. What has no words of its own is written as it is stored, so that nothing is left out
/// but what the held series has too. Examples as api::own_first() sorts them.
[[nodiscard]] std::string evidence_text(std::string_view evidence, const api::AreaTitles& titles,
                                        const FiredGate& fired = {}, std::string_view own = {});

}  // namespace sluss::daemon::program
