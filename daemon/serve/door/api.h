#pragma once
// The API under /api/v1, /metrics, /healthz and /readyz, as docs/openapi.yaml describes it; tests hold the two
// together.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/door/door.h"
#include "daemon/serve/door/operations.h"

namespace sluss::daemon::door {

/// A dataset as a file to send, for any identity. Name and format are checked there: "datasets.unknown",
/// "request.format"; busy class "datasets.making" when one is being made for the same identity.
using DatasetFile = std::function<core::Result<Response>(const std::string& name, const std::string& format,
                                                         const Request& request, std::stop_token stop)>;

/// What only the warehouse knows, each as JSON text. Called on the pool's threads, several at once; each ends soon
/// after `stop` was requested.
struct WarehouseQueries {
  using Json = core::Result<std::string>;
  std::function<Json(std::int64_t limit, std::stop_token stop)> runs;     ///< an array, latest first
  std::function<Json(const std::string& run, std::stop_token stop)> run;  ///< a number or `last`; error "usage.run"
  std::function<Json(std::stop_token stop)> held;                         ///< an array of series that wait
  std::function<Json()> datasets;                                         ///< an array: name, title, version
  std::function<Json(std::stop_token stop)> publications;                 ///< an array: the calendar of publications
  std::function<Json(std::stop_token stop)> freshness;                    ///< an array: dataset, run, recorded_at
  std::function<Json(std::int64_t limit)> deliveries;                     ///< an array, latest first; may be missing
  DatasetFile dataset;
};

/// `operations` outlives the door.
[[nodiscard]] std::vector<Route> api_routes(Operations& operations, WarehouseQueries queries);

/// docs/openapi.yaml as it was compiled in.
[[nodiscard]] std::string_view openapi_document();

}  // namespace sluss::daemon::door
