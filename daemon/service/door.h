#pragma once
// The daemon's door as this service opens it: the pages and the API over one set of routes, audited in the journal.

#include <functional>
#include <memory>

#include "daemon/control/http_door.h"
#include "daemon/control/operations.h"
#include "daemon/service/installation.h"

namespace sluss::daemon::service {

struct DoorContext {
  control::Operations& operations;
  /// The installation that holds now. Any thread.
  std::function<std::shared_ptr<Installation>()> current;
  core::Files& files;
  const core::Clock& clock;
};

/// What the context refers to outlives the door. Errors: those of control::Door::listen() and api::door_options().
[[nodiscard]] core::Result<std::unique_ptr<control::Door>> open_door(boost::asio::io_context& loop,
                                                                     const DoorContext& context);
/// What reload_door() would say of new settings. Any thread.
[[nodiscard]] core::Result<> check_door(const settings::Settings& settings);
/// Certificate, names, identities and limits of new settings; on an error all stays as it was. On the loop's thread.
[[nodiscard]] core::Result<> reload_door(control::Door& door, const DoorContext& context,
                                         const settings::Settings& settings);

}  // namespace sluss::daemon::service
