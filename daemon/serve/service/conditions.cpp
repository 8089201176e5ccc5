#include "daemon/serve/service/conditions.h"

#include <set>

#include "daemon/serve/schedule/calendar.h"
#include "daemon/serve/service/certificates.h"

namespace sluss::daemon::serve {
namespace {

/// Twice the limit is when people are told that room is getting scarce.
constexpr std::uint64_t scarce = 2;
/// A deadline is told as passed for so long.
constexpr auto after_deadline = std::chrono::hours(36);

void failures(const Known& known, std::vector<notify::Event>& events) {
  for (const auto& [job, memory] : known.scheduler.memory()) {
    const auto times_cut_off = memory.unended - (known.scheduler.is_running(job) ? 1 : 0);
    const bool cut_off = times_cut_off > 1;  // once: the machine was restarted
    if (memory.failures == 0 && !cut_off) continue;
    notify::RunFailed failed;
    failed.job = job;
    if (const auto error = known.errors.find(job); error != known.errors.end()) {
      failed.error = error->second;
    } else {
      failed.error.code = memory.last_error;  // before a restart; the journal has the rest
      failed.error.what = "see `sluss runs`";
    }
    failed.failed_at = cut_off ? memory.last_began.value_or(known.now) : memory.last_failure.value_or(known.now);
    failed.failures = cut_off ? times_cut_off : memory.failures;
    failed.last_success = memory.last_success;
    failed.next_try = known.scheduler.next_of(job, known.now);
    events.emplace_back(std::move(failed));
  }
}

void lateness(const Known& known, std::vector<notify::Event>& events) {
  for (auto& late : known.scheduler.late(known.now)) {
    events.emplace_back(notify::JobLate{late.job, late.expected_by, late.last_success, std::move(late.awaited)});
  }
}

void held(const Known& known, std::vector<notify::Event>& events) {
  std::map<std::int64_t, notify::SeriesHeld> by_run;
  for (const auto& one : known.facts.held) {
    auto& event = by_run[one.run];
    event.job = one.job;
    event.run = one.run;
    event.series.push_back({one.series, one.title, one.gate});
  }
  for (auto& [run, event] : by_run) events.emplace_back(std::move(event));
}

void disks(const Known& known, std::vector<notify::Event>& events) {
  const auto least = known.settings.disk_least;
  for (const auto& space : known.spaces) {
    if (space.free_bytes >= scarce * least) continue;
    events.emplace_back(notify::DiskLow{space.folder.string(), space.free_bytes, least, space.free_bytes < least});
    break;  // the folders mostly share a disk: once is enough
  }
}

void damage(const Known& known, std::vector<notify::Event>& events) {
  std::set<run::StatePart> told;
  for (const auto& fault : known.faults) {  // the first of each: the rest stands in `sluss status`
    if (told.insert(fault.part).second)
      events.emplace_back(notify::StateDamaged{std::string(run::name_of(fault.part)), fault.error});
  }
}

void deliveries(const Known& known, std::vector<notify::Event>& events) {
  for (const auto& one : known.undelivered) {
    const auto& delivery = one.delivery;
    if (delivery.error_code.ends_with(".cancelled")) continue;  // by the daemon's end: the next run delivers it
    events.emplace_back(notify::DeliveryFailed{
        .dataset = delivery.dataset,
        .to = delivery.to,
        .run = one.run.value,
        .failed_at = one.at,
        .error = {.code = delivery.error_code,
                  .error_class = core::ErrorClass::storage,
                  .what = delivery.note,
                  .remedy = "Mend what the target lacks (`sluss check --connect` tries it): the next run delivers it.",
                  .place = {}}});
  }
}

void deadlines(const Known& known, std::vector<notify::Event>& events) {
  for (const auto& deadline : known.settings.deadlines) {
    const auto calendar = schedule::Calendar::parse(deadline.day);
    if (!calendar) continue;  // the settings were checked
    // A deadline that has just passed is still told.
    const auto next = calendar->next_after(known.now.plus(-after_deadline));
    if (next) events.emplace_back(notify::Deadline{deadline.name, core::swedish_day(*next)});
  }
}

void certificates(const Known& known, std::vector<notify::Event>& events) {
  for (const auto& [key, file] : certificates_of(known.settings)) {
    const auto expires = certificate_expiry(file);
    if (!expires) continue;  // the settings and `sluss doctor` tell that
    events.emplace_back(notify::Expiry{notify::Expiring::certificate, file.filename().string(), *expires});
  }
}

}  // namespace

std::vector<notify::Event> conditions_of(const Known& known) {
  std::vector<notify::Event> events;
  failures(known, events);
  lateness(known, events);
  held(known, events);
  disks(known, events);
  damage(known, events);
  deliveries(known, events);
  deadlines(known, events);
  certificates(known, events);
  return events;
}

}  // namespace sluss::daemon::serve
