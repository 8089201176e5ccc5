#pragma once
// The dashboard of metrics for Grafana.

#include <string>

namespace sluss::daemon::observe {

/// config/monitoring/grafana-dashboard.json: a panel for each metric, grouped by what it is about.
[[nodiscard]] std::string grafana_dashboard();

}  // namespace sluss::daemon::observe
