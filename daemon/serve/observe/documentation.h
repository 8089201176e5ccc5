#pragma once
// The table of metrics for docs/metrics.md.

#include <string>

namespace sluss::daemon::observe {

[[nodiscard]] std::string describe_in_markdown();

/// config/monitoring/grafana-dashboard.json: a panel for each metric, grouped by what it is about.
[[nodiscard]] std::string grafana_dashboard();

}  // namespace sluss::daemon::observe
