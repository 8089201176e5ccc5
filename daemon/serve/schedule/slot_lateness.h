#pragma once
// Whether a job is late by its own schedule, when nothing configures by when it is expected. Pure: the clock is the
// caller's.

#include <chrono>

#include "core/time.h"
#include "daemon/serve/schedule/scheduler.h"

namespace sluss::daemon::schedule {

/// A slot's run may take so long, with its tries, before the job counts as late.
constexpr std::chrono::hours slot_grace{2};

/// A slot passed longer than the grace and the job's jitter ago, since the job is known, and no run that began since
/// has succeeded. False while such a run is under way (the job's timeout ends it) and while the job is paused.
[[nodiscard]] bool misses_a_slot(const Schedule& schedule, std::chrono::milliseconds jitter, const JobMemory& memory,
                                 core::Instant now);

}  // namespace sluss::daemon::schedule
