#include "daemon/cli/job_schedule.h"

#include <cassert>

namespace sluss::daemon::cli {

core::Result<schedule::Schedule> schedule_of(const settings::Job& job) {
  assert(job.scheduled());
  if (job.every) return schedule::Schedule(*job.every);
  SLUSS_ASSIGN(auto calendar, schedule::Calendar::parse(job.schedule));
  return schedule::Schedule(std::move(calendar));
}

schedule::SlotPolicy policy_of(const settings::Job& job) {
  schedule::SlotPolicy policy;
  policy.job = job.name;
  if (job.missed == "all") policy.missed = schedule::Missed::all;
  if (job.missed == "skip") policy.missed = schedule::Missed::skip;
  return policy;
}

}  // namespace sluss::daemon::cli
