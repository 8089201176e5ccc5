#pragma once
// The pages as routes of the daemon's door. Handlers may be called by any thread at the same time.

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/serve/api/run_view.h"
#include "daemon/serve/door/api.h"
#include "daemon/serve/door/door.h"
#include "daemon/serve/door/operations.h"
#include "daemon/settings/settings.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::pages {

/// What the pages ask. The references outlive the routes; the functions may be called by any thread.
struct PageContext {
  door::Operations& operations;
  const core::Clock& clock;
  core::Files& files;
  /// Those that hold now; a reload gives others.
  std::function<std::shared_ptr<const settings::Settings>()> settings;
  /// Warehouse::revision() of what `reader` reads; empty before the first run.
  std::function<std::string()> revision;
  /// Of the current generation, with the models (mart.*) or without. Error "warehouse.empty" before the first run.
  /// Its statements end soon after `stop` was requested.
  std::function<core::Result<std::unique_ptr<warehouse::Reader>>(bool with_models, std::stop_token stop)> reader;
  /// Of the journal as it stands now.
  std::function<core::Result<api::Failures>()> failures;
  /// The API's: pages and machines get the same files.
  door::DatasetFile file;
  std::string version;
  /// Who asked for a published run, as the journal has it; nothing: nobody knows.
  std::function<core::Result<std::optional<std::string>>(core::RunId run)> asker = {};
};

[[nodiscard]] std::vector<door::Route> page_routes(PageContext context);

/// A refusal of the door as a page (door::Options::status_page).
[[nodiscard]] std::string status_page(int status, const std::string& version);

}  // namespace sluss::daemon::pages
