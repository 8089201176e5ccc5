#pragma once
// What a release or a discard decided on: whose rows, how many, and who decided.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

/// Nothing: the run is neither. Without who it was, which the journal knows.
[[nodiscard]] core::Result<std::optional<Decision>> read_decision(warehouse::Reader& reader,
                                                                  const warehouse::RunRecord& run);

}  // namespace sluss::daemon::api
