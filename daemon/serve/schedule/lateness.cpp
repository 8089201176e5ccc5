#include "daemon/serve/schedule/lateness.h"

namespace sluss::daemon::schedule {

bool is_late(const JobRule& rule, const JobMemory& memory, core::Instant now) {
  if (is_paused(memory.pause, now)) return false;
  if (rule.expected_by) return expected_by_passed(rule, memory, now).has_value();
  return rule.schedule && misses_a_slot(*rule.schedule, rule.policy.jitter, memory, now);
}

std::optional<LateJob> expected_by_passed(const JobRule& rule, const JobMemory& memory, core::Instant now) {
  if (!rule.expected_by) return std::nullopt;
  const auto expected = rule.expected_by->last_until(now);
  if (!expected || *expected <= memory.known_since) return std::nullopt;
  std::optional<core::Instant> since;
  if (rule.schedule) {
    since = rule.schedule->last_until(*expected);
  } else {
    since = rule.expected_by->last_until(expected->plus(std::chrono::microseconds(-1)));
  }
  if (!since || (memory.last_success_began && *memory.last_success_began >= *since)) return std::nullopt;
  return LateJob{rule.policy.job, *expected, memory.last_success, {}, 0};
}

bool misses_a_slot(const Schedule& schedule, std::chrono::milliseconds jitter, const JobMemory& memory,
                   core::Instant now) {
  if (is_paused(memory.pause, now)) return false;
  const auto slot = schedule.last_until(now.plus(-(slot_grace + jitter)));
  if (!slot || *slot <= memory.known_since) return false;
  if (memory.begun && memory.begun->at >= *slot) return false;
  return !memory.last_success_began || *memory.last_success_began < *slot;
}

std::optional<LateJob> source_is_late(const JobRule& rule, const JobMemory& memory, core::Instant now) {
  if (!rule.publication) return std::nullopt;
  const auto today = core::swedish_day(now);
  LateJob late{rule.policy.job, {}, memory.last_success, {}, 0};
  for (const auto& awaited : memory.awaited) {
    if (awaited.day >= today || today.days - awaited.day.days > rule.publication->give_up_days) continue;
    if (!queried_since(memory, awaited.day)) continue;
    if (late.awaited_count == 0) late.expected_by = core::end_of_swedish_day(awaited.day);
    late.awaited_count += awaited.count;
    late.awaited.insert(late.awaited.end(), awaited.titles.begin(), awaited.titles.end());
  }
  if (late.awaited_count == 0) return std::nullopt;
  return late;
}

}  // namespace sluss::daemon::schedule
