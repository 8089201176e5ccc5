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

#include "daemon/control/door.h"
#include "daemon/control/operations.h"

namespace sluss::daemon::control {

/// What only the warehouse knows, each as JSON text. Called on the pool's threads, several at once.
struct Reading {
  using Json = core::Result<std::string>;
  std::function<Json(std::int64_t limit)> runs;        ///< an array, latest first
  std::function<Json(const std::string& run)> run;     ///< a number or `last`; "usage.run" when there is none
  std::function<Json()> held;                          ///< an array of series that wait
  std::function<Json()> datasets;                      ///< an array: name, title, version
  std::function<Json()> publications;                  ///< an array: the calendar of publications
  std::function<Json()> freshness;                     ///< an array: dataset, run, recorded_at
  std::function<Json(std::int64_t limit)> deliveries;  ///< an array, latest first; may be missing
  /// A file to send, or a body; name and format are checked there: "dataset.unknown", "dataset.format".
  std::function<core::Result<Response>(const std::string& name, const std::string& format,
                                       const std::string& if_none_match, std::stop_token stop)>
      dataset;
};

/// `operations` outlives the door.
[[nodiscard]] std::vector<Route> api_routes(Operations& operations, Reading reading);

/// docs/openapi.yaml as it was compiled in.
[[nodiscard]] std::string_view openapi_document();

}  // namespace sluss::daemon::control
