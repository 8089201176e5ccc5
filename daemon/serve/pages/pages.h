#pragma once
// The pages as routes of the daemon's door. Handlers may be called by any thread at the same time.

#include <memory>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/serve/api/house.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/serve/door/api.h"
#include "daemon/serve/door/door.h"
#include "daemon/serve/door/operations.h"
#include "daemon/settings/settings.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::pages {

/// What the pages use. `operations` outlives the routes.
struct PageContext {
  door::Operations& operations;
  std::shared_ptr<const api::House> house;
  /// The API's: pages and machines get the same files.
  door::DatasetFile file;
  std::string version;
};

[[nodiscard]] std::vector<door::Route> page_routes(PageContext context);

/// A refusal of the door as a page (door::Options::status_page).
[[nodiscard]] std::string status_page(int status, const std::string& version);

}  // namespace sluss::daemon::pages
