#pragma once
// What the scheduler knows of each job, as the daemon stores it over a restart.

#include <map>
#include <string>
#include <string_view>

#include "core/error.h"
#include "daemon/serve/schedule/scheduler.h"

namespace sluss::daemon::schedule {

/// JSON, for a file of the daemon's.
[[nodiscard]] std::string to_text(const std::map<std::string, JobMemory>& memory);
/// data class "schedule.memory" when it is not what to_text() writes.
[[nodiscard]] core::Result<std::map<std::string, JobMemory>> parse_schedule_memory(std::string_view text);

}  // namespace sluss::daemon::schedule
