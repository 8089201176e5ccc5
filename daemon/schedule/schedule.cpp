#include "daemon/schedule/schedule.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace sluss::daemon::schedule {
namespace {

/// So far ahead of the clock, a slot is not waited for.
constexpr std::chrono::hours believable{24};
/// Turns of one take_due, each of at most most_slots_at_once: a year down at one slot a second must not hold the
/// caller.
constexpr int most_turns = 20;

std::int64_t micros(std::chrono::milliseconds every) {
  assert(every.count() > 0);
  return std::chrono::duration_cast<std::chrono::microseconds>(every).count();
}

bool clock_was_wrong(core::Instant accounted, core::Instant now) {
  return accounted > now.plus(believable);
}

/// What is handed in for a job of which nothing is known: its last slot is due.
core::Instant before_last_slot(const Schedule& schedule, core::Instant now) {
  const auto last = schedule.last_until(now);
  return last ? last->plus(std::chrono::microseconds(-1)) : now;
}

std::optional<core::Instant> next_begin(const Schedule& schedule, const SlotPolicy& policy, core::Instant accounted) {
  const auto slot = schedule.next_after(accounted);
  return slot ? std::optional(begin_of(schedule, policy, *slot)) : std::nullopt;
}

}  // namespace

core::Instant slot_before(std::chrono::milliseconds every, core::Instant now) {
  const auto step = micros(every);
  auto slots = now.micros / step;
  if (now.micros < 0 && now.micros % step != 0) --slots;
  return {slots * step};
}

core::Instant slot_after(std::chrono::milliseconds every, core::Instant now) {
  return {slot_before(every, now).micros + micros(every)};
}

std::optional<core::Instant> Timetable::Entry::first() const {
  return waiting.empty() ? next : std::optional(waiting.front().at);
}

void Timetable::Entry::account(core::Instant now, const Skipped& on_skipped) {
  const auto due = due_slots(schedule, policy, accounted, now);
  for (const auto& slots : due.slots) {
    if (slots.outcome == Outcome::skipped) {
      if (on_skipped) on_skipped({policy.job, slots});
    } else {
      waiting.push_back({policy.job, slots.first, slots.outcome});
    }
  }
  accounted = due.accounted;
  next = due.wake;
}

void Timetable::add(Schedule schedule, SlotPolicy policy, std::optional<core::Instant> accounted, core::Instant now) {
  auto from = accounted ? *accounted : before_last_slot(schedule, now);
  if (clock_was_wrong(from, now)) from = now;
  const auto next = next_begin(schedule, policy, from);
  entries_.push_back({std::move(schedule), std::move(policy), from, next, {}});
}

void Timetable::add(std::string job, std::chrono::milliseconds every, std::optional<core::Instant> last_began,
                    core::Instant now) {
  add(Schedule(every), {.job = std::move(job)}, last_began, now);
}

std::optional<Slot> Timetable::take_due(core::Instant now) {
  for (auto& entry : entries_) {
    if (!clock_was_wrong(entry.accounted, now)) continue;
    entry.accounted = now;
    entry.next = next_begin(entry.schedule, entry.policy, now);
  }
  for (int turn = 0; turn < most_turns; ++turn) {
    Entry* oldest = nullptr;
    for (auto& entry : entries_) {
      const auto first = entry.first();
      if (first && *first <= now && (oldest == nullptr || *first < *oldest->first())) oldest = &entry;
    }
    if (oldest == nullptr) return std::nullopt;
    if (oldest->waiting.empty()) oldest->account(now, on_skipped_);
    if (oldest->waiting.empty()) continue;
    auto slot = std::move(oldest->waiting.front());
    oldest->waiting.pop_front();
    return slot;
  }
  return std::nullopt;
}

std::optional<core::Instant> Timetable::next() const {
  std::optional<core::Instant> next;
  for (const auto& entry : entries_) {
    const auto first = entry.first();
    if (first && (!next || *first < *next)) next = first;
  }
  return next;
}

std::optional<core::Instant> Timetable::next_of(std::string_view job) const {
  const auto found = std::ranges::find(entries_, job, [](const Entry& entry) { return entry.policy.job; });
  return found == entries_.end() ? std::nullopt : found->first();
}

}  // namespace sluss::daemon::schedule
