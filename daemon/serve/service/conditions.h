#pragma once
// Every condition that is true now and that people are notified of.

#include <map>
#include <string>
#include <vector>

#include "daemon/deliver/record.h"
#include "daemon/run/state/disk.h"
#include "daemon/run/state/state_faults.h"
#include "daemon/serve/api/rejected_files.h"
#include "daemon/serve/notify/event.h"
#include "daemon/serve/schedule/scheduler.h"
#include "daemon/serve/service/outlook.h"

namespace sluss::daemon::serve {

/// What conditions are derived from.
struct ConditionInputs {
  const settings::Settings& settings;
  const schedule::Scheduler& scheduler;
  const Outlook& outlook;
  const std::map<std::string, core::Error>& errors;  ///< of jobs whose last run failed; by job
  const std::vector<run::FolderSpace>& spaces;
  const std::vector<run::StateFault>& faults;
  const std::vector<deliver::RecordedDelivery>& undelivered;  ///< what the last run that tried could not deliver
  const std::vector<api::RejectedFile>& rejected_files;
  core::Instant now;
};

[[nodiscard]] std::vector<notify::Event> conditions_of(const ConditionInputs& inputs);

}  // namespace sluss::daemon::serve
