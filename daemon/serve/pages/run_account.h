#pragma once
// What became of all that a run read, and of all that applied before it, as equations. Private to pages/.

#include <cstdint>

#include "daemon/serve/pages/html.h"
#include "warehouse/records.h"

namespace sluss::daemon::pages {

/// What could not be read is not among what was: it is counted where it stands, in places.
[[nodiscard]] std::int64_t taken_of(const warehouse::RowCounts& rows);

/// With its heading.
[[nodiscard]] Html account_of(const warehouse::RunRecord& run);

}  // namespace sluss::daemon::pages
