#include "daemon/serve/schedule/scheduler.h"

#include <algorithm>
#include <utility>

#include "core/check.h"

namespace sluss::daemon::schedule {
namespace {

/// An instant that is further ahead comes from a clock that was wrong.
constexpr std::chrono::hours believable{24};
constexpr auto busy_wait = std::chrono::minutes(1);
constexpr std::chrono::milliseconds first_pause = std::chrono::minutes(5);
constexpr std::chrono::milliseconds longest_pause = std::chrono::hours(4);
/// A run may be cut off once without a pause: machines are restarted.
constexpr std::int64_t free_begins = 1;
/// Turns of one accounting, each of at most most_slots_at_once.
constexpr int most_turns = 20;

void clamp_future(std::optional<core::Instant>& instant, core::Instant now) {
  if (instant && *instant > now.plus(believable)) instant = now;
}

/// Doubles from `first` with each time, at most `most`.
std::chrono::milliseconds backoff(std::chrono::milliseconds first, std::chrono::milliseconds most, std::int64_t times) {
  for (std::int64_t i = 1; i < times && first < most; ++i) first *= 2;
  return std::min(first, most);
}

SlotPolicy policy_with_pause(const JobRule& rule, const JobMemory& memory) {
  auto policy = rule.policy;
  policy.pauses.clear();
  if (memory.pause) policy.pauses.push_back(*memory.pause);
  return policy;
}

}  // namespace

std::string_view name_of(Cause cause) {
  switch (cause) {
    case Cause::slot:
      return "slot";
    case Cause::publication:
      return "publication";
    case Cause::after:
      return "after";
    case Cause::retry:
      return "retry";
    case Cause::asked:
      return "asked";
    case Cause::interrupted:
      return "interrupted";
    case Cause::event:
      return "event";
  }
  return "";
}

bool is_suspect(const JobMemory& memory) {
  return memory.begun && memory.unended > free_begins;
}

core::Instant resumes_at(const JobMemory& memory) {
  const auto began = memory.begun ? memory.begun->at : core::Instant{0};
  if (!is_suspect(memory)) return began;
  return began.plus(backoff(first_pause, longest_pause, memory.unended - free_begins));
}

void Scheduler::restore(std::map<std::string, JobMemory> memory) {
  SLUSS_CHECK(entries_.empty(), "restore() comes before configure()");
  memory_ = std::move(memory);
}

void Scheduler::configure(std::vector<JobRule> rules, int parallel, const std::map<std::string, core::Instant>& began,
                          core::Instant now) {
  const auto before = std::exchange(entries_, {});
  std::map<std::string, JobMemory> kept;
  for (const auto& rule : rules) {
    const auto& job = rule.policy.job;
    if (auto known = memory_.extract(job)) {
      auto& memory = known.mapped();
      // Slots of the new schedule that have passed were never due.
      if (std::exchange(memory.schedule_text, rule.schedule_text) != rule.schedule_text)
        memory.accounted = std::max(memory.accounted, now);
      if (!rule.on_event) memory.announced.reset();
      kept.insert(std::move(known));
      continue;
    }
    JobMemory memory;
    memory.schedule_text = rule.schedule_text;
    memory.known_since = now;
    memory.accounted = now;
    if (const auto last = began.find(job); last != began.end()) {
      memory.accounted = std::min(last->second, now);
      memory.last_began = memory.accounted;
    } else if (const auto slot = rule.schedule ? rule.schedule->last_until(now) : std::nullopt) {
      memory.accounted = slot->plus(std::chrono::microseconds(-1));
    } else if (rule.publication) {
      memory.requested = RunStart{job, Cause::publication, std::nullopt, now, false, {}};  // reads what is announced
    }
    kept.emplace(job, std::move(memory));
  }
  memory_ = std::move(kept);
  parallel_ = parallel;
  running_ = 0;
  for (auto& rule : rules) {
    const auto same = std::ranges::find(before, rule.policy.job, [](const Entry& e) { return e.rule.policy.job; });
    Entry entry{std::move(rule), nullptr, same != before.end() && same->running};
    entry.memory = &memory_.at(entry.rule.policy.job);
    running_ += entry.running ? 1 : 0;
    compute_next(entry);
    entries_.push_back(std::move(entry));
  }
}

Scheduler::Entry* Scheduler::find(std::string_view job) {
  const auto found = std::ranges::find(entries_, job, [](const Entry& entry) { return entry.rule.policy.job; });
  return found == entries_.end() ? nullptr : &*found;
}

const Scheduler::Entry* Scheduler::find(std::string_view job) const {
  return const_cast<Scheduler*>(this)->find(job);  // NOLINT(cppcoreguidelines-pro-type-const-cast): the same search
}

bool Scheduler::is_running(std::string_view job) const {
  const auto* entry = find(job);
  return entry != nullptr && entry->running;
}

void Scheduler::report(const Entry& entry, const AccountedSlots& slots) const {
  if (listener_) listener_(entry.rule.policy.job, slots);
}

void Scheduler::report(const Entry& entry, const Slot& slot, Outcome outcome, SkipReason reason) const {
  report(entry, {slot.at, slot.at, 1, outcome, reason});
}

void Scheduler::correct_clock(Entry& entry, core::Instant now) const {
  auto& memory = *entry.memory;
  if (memory.accounted > now.plus(believable)) memory.accounted = now;
  if (memory.begun && memory.begun->at > now.plus(believable)) memory.begun->at = now;
  clamp_future(memory.last_began, now);
  clamp_future(memory.last_success_began, now);
  clamp_future(memory.last_success, now);
  if (memory.retry_at && *memory.retry_at > now.plus(believable)) memory.retry_at = now;
  if (memory.announced) memory.announced->at = std::min(memory.announced->at, now);
}

void Scheduler::account(Entry& entry, core::Instant now) {
  auto& memory = *entry.memory;
  compute_next(entry);
  if (entry.next_begin && *entry.next_begin <= now) {
    const auto policy = policy_with_pause(entry.rule, memory);
    for (int turn = 0; turn < most_turns; ++turn) {
      const auto due = due_slots(*entry.rule.schedule, policy, memory.accounted, now);
      memory.accounted = due.accounted;
      for (const auto& slots : due.slots) {
        if (slots.outcome == Outcome::skipped) {
          report(entry, slots);
        } else {
          enqueue(entry, {policy.job, slots.first, slots.outcome});
        }
      }
      if (!due.more) break;
    }
    compute_next(entry);
  }
  if (is_paused(memory.pause, now)) {
    for (const auto& slot : memory.waiting) report(entry, slot, Outcome::skipped, SkipReason::paused);
    memory.waiting.clear();
  } else if (memory.pause && memory.pause->until && *memory.pause->until <= now) {
    memory.pause.reset();
  }
}

void Scheduler::compute_next(Entry& entry) const {
  if (!entry.rule.schedule || entry.computed_from == entry.memory->accounted) return;
  entry.computed_from = entry.memory->accounted;
  const auto slot = entry.rule.schedule->next_after(entry.computed_from);
  entry.next_begin = slot ? std::optional(begin_of(*entry.rule.schedule, entry.rule.policy, *slot)) : std::nullopt;
}

void Scheduler::enqueue(Entry& entry, Slot slot) {
  auto& waiting = entry.memory->waiting;
  const bool all = entry.rule.policy.missed == MissedPolicy::all;
  if (!(all && slot.outcome == Outcome::caught_up)) {
    const JobState state{entry.running, waiting.empty() ? std::nullopt : std::optional(waiting.front().at)};
    if (decide_overlap(entry.rule.overlap, state) == OverlapDecision::skip) {
      report(entry, slot, Outcome::skipped, SkipReason::running);
      return;
    }
    if (!all && !waiting.empty()) {
      for (const auto& older : waiting) report(entry, older, Outcome::skipped, SkipReason::superseded);
      waiting.clear();
    }
  }
  waiting.push_back(std::move(slot));
}

/// What a slot waits for is under way, about to be, or tried again.
bool Scheduler::blocked(const Entry& entry) const {
  return std::ranges::any_of(entry.rule.after, [&](const std::string& name) {
    const auto* other = find(name);
    if (other == nullptr) return false;
    if (other->running) return true;
    const auto& memory = *other->memory;
    return !memory.pause && (!memory.waiting.empty() || memory.begun || memory.retry_at || memory.announced);
  });
}

/// Every job it follows has succeeded since it last began.
bool Scheduler::triggered(const Entry& entry) const {
  if (entry.rule.after.empty() || entry.rule.schedule || entry.rule.on_event) return false;
  return std::ranges::all_of(entry.rule.after, [&](const std::string& name) {
    const auto* other = find(name);
    if (other == nullptr || !other->memory->last_success) return false;
    return !entry.memory->last_began || *other->memory->last_success > *entry.memory->last_began;
  });
}

/// Of two that were cut off together one may be innocent: it ends well when it does not run beside the other.
bool Scheduler::beside_a_suspect(const Entry& entry) const {
  return is_suspect(*entry.memory) && std::ranges::any_of(entries_, [&](const Entry& other) {
           return &other != &entry && other.running && is_suspect(*other.memory);
         });
}

std::optional<Scheduler::Candidate> Scheduler::candidate(const Entry& entry, core::Instant now) const {
  const auto& memory = *entry.memory;
  const auto& job = entry.rule.policy.job;
  if (entry.running) return std::nullopt;
  if (memory.requested) return Candidate{memory.requested->at, *memory.requested};
  if (is_paused(memory.pause, now)) return std::nullopt;
  if (memory.begun) {
    if (resumes_at(memory) > now || beside_a_suspect(entry)) return std::nullopt;
    return Candidate{memory.begun->at,
                     {job, Cause::interrupted, memory.begun->slot, now, memory.begun->full, memory.begun->who}};
  }
  if (!memory.waiting.empty() && !blocked(entry)) {
    const auto& slot = memory.waiting.front();
    return Candidate{slot.at, {job, Cause::slot, slot.at, now, false, {}}};
  }
  if (memory.retry_at && *memory.retry_at <= now) {
    return Candidate{*memory.retry_at, {job, Cause::retry, std::nullopt, now, false, {}}};
  }
  if (triggered(entry)) return Candidate{now, {job, Cause::after, std::nullopt, now, false, {}}};
  if (const auto slot = publication_try(entry, now))
    return Candidate{*slot, {job, Cause::publication, slot, now, false, {}}};
  if (memory.announced && !blocked(entry))
    return Candidate{memory.announced->at, {job, Cause::event, std::nullopt, now, false, {}}};
  return std::nullopt;
}

void Scheduler::begin(Entry& entry, const RunStart& begin) {
  auto& memory = *entry.memory;
  if (begin.cause == Cause::slot) {
    const auto slot = memory.waiting.front();
    report(entry, slot, slot.outcome);
    memory.waiting.erase(memory.waiting.begin());
  }
  memory.requested.reset();
  memory.retry_at.reset();
  if (memory.announced) memory.served = std::exchange(memory.announced, std::nullopt)->token;  // it takes all there is
  memory.begun = begin;
  ++memory.unended;
  memory.last_began = begin.at;
  entry.running = true;
  ++running_;
}

std::vector<RunStart> Scheduler::due(core::Instant now, bool takes_runs) {
  for (auto& entry : entries_) {
    correct_clock(entry, now);
    account(entry, now);
  }
  std::vector<RunStart> begins;
  while (takes_runs && running_ < parallel_) {
    Entry* first = nullptr;
    std::optional<Candidate> chosen;
    for (auto& entry : entries_) {
      auto wanted = candidate(entry, now);
      if (!wanted || (chosen && chosen->since <= wanted->since)) continue;
      first = &entry;
      chosen = std::move(wanted);
    }
    if (first == nullptr) break;
    chosen->begin.at = now;
    begin(*first, chosen->begin);
    begins.push_back(chosen->begin);
  }
  return begins;
}

void Scheduler::ended(std::string_view job, RunEnd how, std::string_view error_code, core::Instant now) {
  auto* entry = find(job);
  if (entry == nullptr || !entry->running) return;
  entry->running = false;
  --running_;
  auto& memory = *entry->memory;
  memory.unended = 0;
  if (how == RunEnd::cancelled) return;  // `begun` stays: it resumes at the next start
  const auto begun = std::exchange(memory.begun, std::nullopt);
  if (how == RunEnd::busy) {
    memory.retry_at = now.plus(busy_wait);
    return;
  }
  if (how == RunEnd::failed) {
    ++memory.failures;
    memory.last_error = error_code;
    memory.last_failure = now;
    if (entry->rule.retry_first.count() > 0)
      memory.retry_at = now.plus(backoff(entry->rule.retry_first, entry->rule.retry_most, memory.failures));
    return;
  }
  memory.failures = 0;
  memory.last_error.clear();
  memory.last_success = now;
  memory.last_success_began = begun ? begun->at : now;
}

void Scheduler::drop_retry(std::string_view job) {
  if (auto* entry = find(job)) entry->memory->retry_at.reset();
}

bool Scheduler::settle(std::string_view job, core::Instant began, core::Instant committed) {
  auto* entry = find(job);
  if (entry == nullptr || entry->running || !entry->memory->begun || began < entry->memory->begun->at) {
    return false;
  }
  auto& memory = *entry->memory;
  memory.begun.reset();
  memory.unended = 0;
  memory.failures = 0;
  memory.last_error.clear();
  memory.last_success = committed;
  memory.last_success_began = began;
  return true;
}

bool Scheduler::ask(std::string_view job, bool full, std::string_view who, core::Instant now) {
  auto* entry = find(job);
  if (entry == nullptr) return false;
  entry->memory->requested = RunStart{entry->rule.policy.job, Cause::asked, std::nullopt, now, full, std::string(who)};
  return true;
}

bool Scheduler::pause(std::string_view job, std::optional<core::Instant> until, core::Instant now) {
  auto* entry = find(job);
  if (entry == nullptr) return false;
  correct_clock(*entry, now);
  account(*entry, now);
  entry->memory->pause = Pause{now, until};
  return true;
}

bool Scheduler::resume(std::string_view job, core::Instant now) {
  auto* entry = find(job);
  if (entry == nullptr) return false;
  correct_clock(*entry, now);
  account(*entry, now);
  entry->memory->pause.reset();
  return true;
}

void Scheduler::await(std::string_view job, std::vector<AwaitedDay> awaited) {
  auto* entry = find(job);
  if (entry == nullptr) return;
  std::ranges::sort(awaited, {}, &AwaitedDay::day);
  entry->memory->awaited = std::move(awaited);
}

bool Scheduler::announce(std::string_view job, std::string_view token, core::Instant now) {
  auto* entry = find(job);
  if (entry == nullptr || !entry->rule.on_event || token.empty()) return false;
  auto& memory = *entry->memory;
  if (token == (memory.announced ? memory.announced->token : memory.served)) return false;
  if (!memory.announced) memory.announced = Announcement{{}, now};
  memory.announced->token = token;
  return true;
}

}  // namespace sluss::daemon::schedule
