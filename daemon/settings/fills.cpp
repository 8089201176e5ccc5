#include "daemon/settings/fills.h"

#include "daemon/settings/kinds.h"

namespace sluss::daemon::settings {

core::Result<std::vector<Fill>> fills_of(const Settings& settings) {
  // Sets are not expanded: no file is read.
  const connectors::ExpandSets as_written = [](const std::vector<std::string>& texts) { return texts; };
  std::vector<Fill> fills;
  for (const auto& job : settings.jobs) {
    const auto* kind = kind_of(settings, job);
    if (kind == nullptr) continue;
    auto interest = SLUSS_TRY(kind->interest(job.values, as_written));
    fills.push_back({.job = job.name,
                     .origin = std::string(connectors::origin_of(*kind, job.source)),
                     .table = std::move(interest.table),
                     .scheduled = job.scheduled()});
  }
  return fills;
}

}  // namespace sluss::daemon::settings
