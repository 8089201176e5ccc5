#pragma once
// A job's schedule as its configuration says it.

#include "daemon/schedule/slots.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::cli {

/// Of a job that is scheduled().
[[nodiscard]] core::Result<schedule::Schedule> schedule_of(const settings::Job& job);
[[nodiscard]] schedule::SlotPolicy policy_of(const settings::Job& job);

}  // namespace sluss::daemon::cli
