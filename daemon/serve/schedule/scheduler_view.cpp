// The scheduler's queries, which change nothing: what comes next, what is late (by the rule of lateness.h), and when to
// call due() again.
#include <algorithm>
#include <utility>

#include "daemon/serve/schedule/lateness.h"
#include "daemon/serve/schedule/scheduler.h"

namespace sluss::daemon::schedule {
namespace {

core::Instant start_of(core::Day day) {
  return core::end_of_swedish_day({day.days - 1});
}

void earlier(std::optional<core::Instant>& best, const std::optional<core::Instant>& other) {
  if (other && (!best || *other < *best)) best = other;
}

}  // namespace

bool queried_since(const JobMemory& memory, core::Day day) {
  return memory.last_success_began && *memory.last_success_began >= core::end_of_swedish_day(day);
}

/// The first try that the job has not begun since.
std::optional<core::Instant> Scheduler::publication_try(const Entry& entry, core::Instant now) const {
  if (!entry.rule.publication) return std::nullopt;
  const auto& rule = *entry.rule.publication;
  const auto today = core::swedish_day(now);
  const auto began = entry.memory->last_began.value_or(core::Instant{0});
  std::optional<core::Instant> best;
  bool later = false;
  for (const auto& awaited : entry.memory->awaited) {  // in the order of days
    if (awaited.day > today) break;
    if (today.days - awaited.day.days > rule.give_up_days) continue;
    const bool is_today = awaited.day == today;
    if (!is_today && std::exchange(later, true)) continue;
    const auto from = is_today ? start_of(today) : core::end_of_swedish_day(awaited.day);
    earlier(best, (is_today ? rule.tries : rule.later_tries)
                      .next_after(std::max(began, from.plus(std::chrono::microseconds(-1)))));
  }
  return best && *best <= now ? best : std::nullopt;
}

std::optional<core::Instant> Scheduler::next_publication(const Entry& entry, core::Instant now) const {
  if (!entry.rule.publication) return std::nullopt;
  const auto& rule = *entry.rule.publication;
  const auto today = core::swedish_day(now);
  std::optional<core::Instant> best;
  bool later = false;
  for (const auto& awaited : entry.memory->awaited) {  // in the order of days
    if (awaited.day > today) {
      earlier(best, rule.tries.next_after(start_of(awaited.day).plus(std::chrono::microseconds(-1))));
      break;
    }
    if (today.days - awaited.day.days > rule.give_up_days) continue;
    if (awaited.day == today) {
      earlier(best, rule.tries.next_after(now));
      earlier(best, rule.later_tries.next_after(core::end_of_swedish_day(today)));
    } else if (!std::exchange(later, true)) {
      earlier(best, rule.later_tries.next_after(now));
    }
  }
  return best;
}

std::optional<core::Instant> Scheduler::next_slot(const Entry& entry, core::Instant now) const {
  const auto& pause = entry.memory->pause;
  if (!entry.rule.schedule || !pause) return entry.next_begin;
  if (!pause->until) return std::nullopt;
  const auto after = std::max({entry.memory->accounted, now, *pause->until}).plus(std::chrono::microseconds(-1));
  const auto slot = entry.rule.schedule->next_after(after);
  return slot ? std::optional(begin_of(*entry.rule.schedule, entry.rule.policy, *slot)) : std::nullopt;
}

std::optional<core::Instant> Scheduler::next_of(std::string_view job, core::Instant now) const {
  const auto* entry = find(job);
  if (entry == nullptr) return std::nullopt;
  const auto& memory = *entry->memory;
  if (memory.requested) return now;
  if (memory.pause && !memory.pause->until) return std::nullopt;
  if (!entry->running && memory.begun) return std::max(now, resumes_at(memory));
  if (!entry->running && !memory.waiting.empty()) return now;
  if (!entry->running && memory.announced && !is_paused(memory.pause, now)) return now;
  auto next = next_slot(*entry, now);
  if (memory.pause && memory.announced) earlier(next, memory.pause->until);
  if (memory.pause) return next;
  earlier(next, memory.retry_at);
  earlier(next, next_publication(*entry, now));
  return next;
}

std::optional<core::Instant> Scheduler::wake(core::Instant now) const {
  std::optional<core::Instant> next;
  for (const auto& entry : entries_) {
    const auto& memory = *entry.memory;
    const bool room = running_ < parallel_;
    // Slots are accounted for while their job is paused or runs, too.
    earlier(next, entry.next_begin);
    if (memory.pause) earlier(next, memory.pause->until);
    if (!entry.running && room && candidate(entry, now)) earlier(next, now);
    if (!entry.running && !is_paused(memory.pause, now)) {
      if (memory.begun && resumes_at(memory) > now) earlier(next, resumes_at(memory));
      if (memory.retry_at && *memory.retry_at > now) earlier(next, memory.retry_at);
      earlier(next, next_publication(entry, now));
    }
    if (entry.rule.expected_by) earlier(next, entry.rule.expected_by->next_after(now));
    const auto today = core::swedish_day(now);
    const auto open = std::ranges::lower_bound(memory.awaited, today, {}, &AwaitedDay::day);
    if (open != memory.awaited.end()) earlier(next, core::end_of_swedish_day(open->day));
  }
  return next;
}

std::vector<LateJob> Scheduler::late(core::Instant now) const {
  std::vector<LateJob> late;
  for (const auto& entry : entries_) {
    if (is_paused(entry.memory->pause, now)) continue;
    if (auto job = expected_by_passed(entry.rule, *entry.memory, now)) late.push_back(std::move(*job));
    if (auto source = source_is_late(entry.rule, *entry.memory, now)) late.push_back(std::move(*source));
  }
  return late;
}

bool Scheduler::is_late(std::string_view job, core::Instant now) const {
  const auto* entry = find(job);
  return entry != nullptr && schedule::is_late(entry->rule, *entry->memory, now);
}

}  // namespace sluss::daemon::schedule
