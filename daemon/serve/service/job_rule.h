#pragma once
// When a job runs, by its configuration.

#include <optional>
#include <string>
#include <vector>

#include "daemon/serve/schedule/scheduler.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

/// Of a job that is scheduled(); nothing for one that only follows others. One on publication days checks each
/// Monday besides.
[[nodiscard]] core::Result<std::optional<schedule::Schedule>> schedule_of(const settings::Job& job);
[[nodiscard]] core::Result<schedule::JobRule> rule_of(const settings::Job& job);
/// Of every job, so that each can be run by hand.
[[nodiscard]] core::Result<std::vector<schedule::JobRule>> rules_of(const settings::Settings& settings);

}  // namespace sluss::daemon::serve
