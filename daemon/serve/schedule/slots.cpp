#include "daemon/serve/schedule/slots.h"

#include <algorithm>

#include "core/check.h"
#include "daemon/serve/schedule/schedule.h"

namespace sluss::daemon::schedule {
namespace {

struct SlotBegin {
  core::Instant slot;
  core::Instant begins;
};

core::Instant begin_before(const SlotPolicy& policy, core::Instant slot, std::optional<core::Instant> following) {
  auto bound = policy.jitter;
  if (following) {
    const std::chrono::microseconds distance{following->micros - slot.micros};
    bound = std::min(bound, std::chrono::duration_cast<std::chrono::milliseconds>(distance));
  }
  return slot.plus(jitter_of(policy.job, slot, bound));
}

bool paused_at(const SlotPolicy& policy, core::Instant instant) {
  return std::ranges::any_of(policy.pauses, [&](const Pause& pause) { return is_paused(pause, instant); });
}

/// Walks the slots that have begun; fills `more`, `accounted` and `wake`.
std::vector<SlotBegin> begun_slots(const Schedule& schedule, const SlotPolicy& policy, core::Instant now,
                                   DueSlots& due) {
  std::vector<SlotBegin> begun;
  auto slot = schedule.next_after(due.accounted);
  while (slot) {
    // Mostly nothing is due: then the slot after it need not be known.
    const auto following = *slot <= now || policy.jitter.count() > 0 ? schedule.next_after(*slot) : std::nullopt;
    const auto begins = begin_before(policy, *slot, following);
    const bool full = std::ssize(begun) == most_slots_at_once;
    if (begins > now || full) {
      due.more = begins <= now;
      due.wake = begins;
      return begun;
    }
    begun.push_back({*slot, begins});
    due.accounted = *slot;
    slot = following;
  }
  return begun;
}

struct Fate {
  Outcome outcome;
  SkipReason reason = SkipReason::none;
};

/// `newest`: the last slot that is not paused, when no later one is due.
Fate fate_of(const SlotBegin& slot, const SlotPolicy& policy, const std::optional<core::Instant>& newest,
             core::Instant now) {
  if (paused_at(policy, now) || paused_at(policy, slot.slot)) return {Outcome::skipped, SkipReason::paused};
  const bool on_time = now.micros - slot.begins.micros <= std::chrono::microseconds{policy.on_time}.count();
  const bool is_newest = newest == slot.slot;
  if (is_newest && on_time) return {Outcome::run};
  if (policy.missed == MissedPolicy::all) return {on_time ? Outcome::run : Outcome::caught_up};
  if (policy.missed == MissedPolicy::latest)
    return is_newest ? Fate{Outcome::caught_up} : Fate{Outcome::skipped, SkipReason::superseded};
  return {Outcome::skipped, on_time ? SkipReason::superseded : SkipReason::missed};
}

void append(std::vector<AccountedSlots>& slots, core::Instant slot, Fate fate) {
  const bool joins = fate.outcome == Outcome::skipped && !slots.empty() && slots.back().outcome == fate.outcome &&
                     slots.back().reason == fate.reason;
  if (!joins) {
    slots.push_back({slot, slot, 1, fate.outcome, fate.reason});
    return;
  }
  slots.back().last = slot;
  ++slots.back().count;
}

}  // namespace

bool is_paused(const std::optional<Pause>& pause, core::Instant at) {
  return pause && pause->from <= at && (!pause->until || at < *pause->until);
}

Schedule::Schedule(std::chrono::milliseconds every) : rule_(every) {
  SLUSS_CHECK(every.count() > 0, "a schedule goes forward");
}

std::optional<core::Instant> Schedule::next_after(core::Instant instant) const {
  if (const auto* every = std::get_if<std::chrono::milliseconds>(&rule_)) return slot_after(*every, instant);
  return std::get<Calendar>(rule_).next_after(instant);
}

std::optional<core::Instant> Schedule::last_until(core::Instant instant) const {
  if (const auto* every = std::get_if<std::chrono::milliseconds>(&rule_)) return slot_before(*every, instant);
  return std::get<Calendar>(rule_).last_until(instant);
}

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::run:
      return "run";
    case Outcome::caught_up:
      return "caught_up";
    case Outcome::skipped:
      return "skipped";
  }
  return "";
}

std::string_view name_of(SkipReason reason) {
  switch (reason) {
    case SkipReason::none:
      return "";
    case SkipReason::superseded:
      return "superseded";
    case SkipReason::missed:
      return "missed";
    case SkipReason::paused:
      return "paused";
    case SkipReason::running:
      return "running";
  }
  return "";
}

DueSlots due_slots(const Schedule& schedule, const SlotPolicy& policy, core::Instant accounted, core::Instant now) {
  DueSlots due;
  due.accounted = accounted;
  const auto begun = begun_slots(schedule, policy, now, due);
  std::optional<core::Instant> newest;
  if (!due.more) {
    for (const auto& slot : begun) {
      if (!paused_at(policy, slot.slot)) newest = slot.slot;
    }
  }
  for (const auto& slot : begun) append(due.slots, slot.slot, fate_of(slot, policy, newest, now));
  return due;
}

// FNV-1a over the job's name and the slot's eight bytes, then SplitMix64's finish, which spreads near slots apart.
std::chrono::milliseconds jitter_of(std::string_view job, core::Instant slot, std::chrono::milliseconds bound) {
  if (bound.count() <= 0) return std::chrono::milliseconds{0};
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto mix = [&hash](std::uint64_t byte) { hash = (hash ^ byte) * 0x100000001b3U; };
  for (const char c : job) mix(static_cast<unsigned char>(c));
  for (int shift = 0; shift < 64; shift += 8) mix((static_cast<std::uint64_t>(slot.micros) >> shift) & 0xffU);
  hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
  hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
  hash ^= hash >> 31U;
  return std::chrono::milliseconds{static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(bound.count()))};
}

core::Instant begin_of(const Schedule& schedule, const SlotPolicy& policy, core::Instant slot) {
  return begin_before(policy, slot, schedule.next_after(slot));
}

OverlapDecision decide_overlap(Overlap policy, const JobState& state) {
  if (!state.running) return OverlapDecision::begin;
  if (policy == Overlap::queue_one && !state.waiting) return OverlapDecision::wait;
  return OverlapDecision::skip;
}

}  // namespace sluss::daemon::schedule
