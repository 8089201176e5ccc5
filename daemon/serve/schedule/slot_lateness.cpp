#include "daemon/serve/schedule/slot_lateness.h"

namespace sluss::daemon::schedule {

bool misses_a_slot(const Schedule& schedule, std::chrono::milliseconds jitter, const JobMemory& memory,
                   core::Instant now) {
  if (is_paused(memory.pause, now)) return false;
  const auto slot = schedule.last_until(now.plus(-(slot_grace + jitter)));
  if (!slot || *slot <= memory.known_since) return false;
  if (memory.begun && memory.begun->at >= *slot) return false;
  return !memory.last_success_began || *memory.last_success_began < *slot;
}

}  // namespace sluss::daemon::schedule
