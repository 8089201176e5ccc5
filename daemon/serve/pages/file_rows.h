#pragma once
// Of a run's page: the file that it read, and what of it could not be read.

#include "core/finding.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// Of a run. Nothing when its source is no file.
[[nodiscard]] Html file_section(const api::RunView& view);
/// Told there, and not once more among the other findings.
[[nodiscard]] bool is_of_a_file(const core::Finding& finding);
[[nodiscard]] Html rejects_section(const api::RunView& view);

}  // namespace sluss::daemon::pages
