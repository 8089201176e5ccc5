#pragma once
// What a release or a discard decided on: whose rows, how many, and who decided.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "warehouse/ledger_held.h"
#include "warehouse/records.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

struct Decision {
  core::RunId of;                         ///< the run that held them
  std::vector<std::string> series;        ///< ascending
  std::optional<std::int64_t> rows = {};  ///< that waited; nothing: an older program decided, and did not record it
  std::vector<warehouse::ledger::DecidedPart> parts = {};  ///< whose rows they were; none: only those of `of`
  std::string who = {};                                    ///< empty: not looked up (Failures::add_decider)
  std::string way = {};                                    ///< as Audit::way
};

/// As people count them: what could not be read by its places, as "läs mig" and messages do.
[[nodiscard]] std::int64_t errors_in(std::span<const core::Finding> findings);

/// Nothing: the run is neither. Without who it was, which the journal knows.
[[nodiscard]] core::Result<std::optional<Decision>> read_decision(warehouse::Reader& reader,
                                                                  const warehouse::RunRecord& run);

/// How a load stands of which all was held: "waiting", "released", "discarded", "replaced". Empty: not all of it was
/// held. Errors of the reader.
[[nodiscard]] core::Result<std::string> whole_hold_state(warehouse::Reader& reader, core::RunId run);

/// Those findings of a load of which all was held, and that was decided on, that are still something to see to: not why
/// it was held, and nothing of what was not taken in. `state`: of whole_hold_state(). Errors of the reader.
[[nodiscard]] core::Result<std::int64_t> errors_after_decision(warehouse::Reader& reader, core::RunId run,
                                                               std::string_view state);

}  // namespace sluss::daemon::api
