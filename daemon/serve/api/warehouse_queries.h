#pragma once
// The API's queries of the warehouse (door::WarehouseQueries), by what the commands use too.

#include <memory>
#include <stop_token>
#include <string>

#include "core/error.h"
#include "daemon/serve/api/house.h"
#include "daemon/serve/door/api.h"

namespace sluss::daemon::api {

[[nodiscard]] door::WarehouseQueries warehouse_queries(std::shared_ptr<const House> house);

/// Runs of the warehouse and failed ones, latest first: "[{…},\n{…}]".
[[nodiscard]] core::Result<std::string> runs_json(const House& house, std::int64_t limit, std::stop_token stop = {});
/// [{"dataset":…,"run":…,"recorded_at":…,"checked_at":…,"stale":…,"age_seconds":…,"sources":[{"source":…,
/// "checked_at":…,"jobs":[…]}]}]: the run that each was made from, and how long ago what it reads was last queried with
/// success, the oldest of its sources. Before the first run all is null.
[[nodiscard]] core::Result<std::string> freshness_json(const House& house, std::stop_token stop = {});

}  // namespace sluss::daemon::api
