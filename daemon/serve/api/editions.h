#pragma once
// Datasets as files to fetch: made once for each edition and format, and served to all requests. An edition lasts as
// long as nothing of what a dataset's rows depend on has changed.

#include <memory>

#include "daemon/serve/api/warehouse_queries.h"
#include "daemon/serve/door/api.h"

namespace sluss::daemon::api {

/// The function may be called by any thread, several at once: a call for a file that is being made waits for it.
/// Errors: "datasets.unknown", "request.format", those of the reader and the export; busy class
/// "datasets.making" for an identity that waits for another file already; cancelled class "query.cancelled".
[[nodiscard]] door::DatasetFile editions_of(std::shared_ptr<const House> house);

}  // namespace sluss::daemon::api
