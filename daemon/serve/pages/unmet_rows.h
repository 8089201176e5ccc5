#pragma once
// The rows that show that a load is not as its mapping expects.

#include "daemon/serve/api/evidence.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// A section with each expectation and its rows; empty where all was as expected.
[[nodiscard]] Html unmet_rows(const api::Evidence& evidence);

}  // namespace sluss::daemon::pages
