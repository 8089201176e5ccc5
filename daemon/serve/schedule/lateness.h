#pragma once
// When a job is late: by its `expected_by` where that is configured, else by its own slots. And when it is the job's
// source that is late. Pure: the clock is the caller's. Scheduler::late() and Scheduler::is_late() apply it to all
// jobs.

#include <chrono>
#include <optional>

#include "core/time.h"
#include "daemon/serve/schedule/scheduler.h"

namespace sluss::daemon::schedule {

/// Without `expected_by`: a slot's run may take so long, with its tries, before the job counts as late.
constexpr std::chrono::hours slot_grace{2};

/// The rule: expected_by_passed() of a job that has `expected_by`, else misses_a_slot(). Never while it is paused.
[[nodiscard]] bool is_late(const JobRule& rule, const JobMemory& memory, core::Instant now);

/// The last `expected_by` has passed, since the job is known, and no run has succeeded that began at the job's slot
/// before it or later (without slots: at the `expected_by` before it or later). Pauses are the caller's.
[[nodiscard]] std::optional<LateJob> expected_by_passed(const JobRule& rule, const JobMemory& memory,
                                                        core::Instant now);

/// A slot passed longer than the grace and the job's jitter ago, since the job is known, and no run that began since
/// has succeeded. False while such a run is under way (the job's timeout ends it) and while the job is paused.
[[nodiscard]] bool misses_a_slot(const Schedule& schedule, std::chrono::milliseconds jitter, const JobMemory& memory,
                                 core::Instant now);

/// What the source announced for days before today, was queried for since (queried_since()) and has not published: it
/// is late, not the job. Days longer ago than the job polls for are given up. Pauses are the caller's.
[[nodiscard]] std::optional<LateJob> source_is_late(const JobRule& rule, const JobMemory& memory, core::Instant now);

}  // namespace sluss::daemon::schedule
