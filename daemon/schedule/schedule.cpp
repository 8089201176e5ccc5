#include "daemon/schedule/schedule.h"

#include <algorithm>
#include <cassert>

namespace sluss::daemon::schedule {
namespace {

std::int64_t micros(std::chrono::milliseconds every) {
  assert(every.count() > 0);
  return std::chrono::duration_cast<std::chrono::microseconds>(every).count();
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

void Timetable::add(std::string job, std::chrono::milliseconds every, std::optional<core::Instant> last_began,
                    core::Instant now) {
  const auto latest = slot_before(every, now);
  const bool missed = !last_began || *last_began < latest;
  entries_.push_back({std::move(job), every, missed ? latest : slot_after(every, now)});
}

std::optional<Slot> Timetable::take_due(core::Instant now) {
  const auto first = std::ranges::min_element(entries_, {}, &Entry::next);
  if (first == entries_.end() || first->next > now) return std::nullopt;
  Slot slot{first->job, slot_before(first->every, now)};
  first->next = slot_after(first->every, now);
  return slot;
}

std::optional<core::Instant> Timetable::next() const {
  const auto first = std::ranges::min_element(entries_, {}, &Entry::next);
  return first == entries_.end() ? std::nullopt : std::optional(first->next);
}

std::optional<core::Instant> Timetable::next_of(std::string_view job) const {
  const auto found = std::ranges::find(entries_, job, &Entry::job);
  return found == entries_.end() ? std::nullopt : std::optional(found->next);
}

}  // namespace sluss::daemon::schedule
