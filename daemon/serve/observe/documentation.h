#pragma once
// The table of metrics for docs/metrics.md.

#include <string>

namespace sluss::daemon::observe {

[[nodiscard]] std::string describe_in_markdown();

}  // namespace sluss::daemon::observe
