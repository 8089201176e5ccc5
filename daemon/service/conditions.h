#pragma once
// Everything that holds now and that people are told about.

#include <map>
#include <string>
#include <vector>

#include "daemon/delivery/record.h"
#include "daemon/notify/event.h"
#include "daemon/runner/state_faults.h"
#include "daemon/schedule/scheduler.h"
#include "daemon/service/disk.h"
#include "daemon/service/facts.h"

namespace sluss::daemon::service {

struct Known {
  const settings::Settings& settings;
  const schedule::Scheduler& scheduler;
  const Facts& facts;
  const std::map<std::string, core::Error>& errors;  ///< of jobs whose last run failed; by job
  const std::vector<FolderSpace>& spaces;
  const std::vector<runner::StateFault>& faults;
  const std::vector<delivery::Recorded>& undelivered;  ///< what the last run that tried could not deliver
  core::Instant now;
};

[[nodiscard]] std::vector<notify::Event> conditions_of(const Known& known);

}  // namespace sluss::daemon::service
