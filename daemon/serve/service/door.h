#pragma once
// The daemon's door as this service opens it: the pages and the API over one set of routes, audited in the journal.

#include <functional>
#include <memory>

#include "daemon/run/state/workplace.h"
#include "daemon/serve/door/counted_calls.h"
#include "daemon/serve/door/http_door.h"
#include "daemon/serve/door/operations.h"
#include "daemon/serve/service/gauges.h"

namespace sluss::daemon::serve {

struct DoorContext {
  door::Operations& operations;
  /// The workplace in force now. Any thread.
  std::function<std::shared_ptr<run::Workplace>()> current;
  core::Files& files;
  const core::Clock& clock;
  Gauges& gauges;
  door::CountedCalls& readings;  ///< of datasets; recorded only where the settings ask for it
};

/// Writes what the door did to the journal of the workplace in force then. What it refers to outlives it.
[[nodiscard]] door::AuditFunction audit_to_journal(core::Files& files, const core::Clock& clock,
                                                   std::function<std::shared_ptr<run::Workplace>()> current);

/// What the context refers to outlives the door. Errors: those of door::Door::listen() and api::door_options().
[[nodiscard]] core::Result<std::unique_ptr<door::Door>> open_door(boost::asio::io_context& loop,
                                                                  const DoorContext& context);
/// What Door::reload() is to take of new settings; the certificate is tried. Users and groups of this machine are
/// looked up, and may be waited for: any thread but the loop's.
[[nodiscard]] core::Result<door::Options> door_options(const DoorContext& context, const settings::Settings& settings);

}  // namespace sluss::daemon::serve
