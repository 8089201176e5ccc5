#pragma once
// Of a run's page: the file that it read, and what of it could not be read.

#include <cstdint>
#include <vector>

#include "core/finding.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// Nothing when the run's source is no file.
[[nodiscard]] Html file_section(const std::vector<core::Finding>& findings);
/// `all`: with those that `rejects` lacks.
[[nodiscard]] Html rejects_section(const std::vector<core::Reject>& rejects, std::int64_t all);

}  // namespace sluss::daemon::pages
