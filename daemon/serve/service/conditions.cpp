#include "daemon/serve/service/conditions.h"

#include <algorithm>
#include <set>

#include "daemon/serve/schedule/calendar.h"
#include "daemon/serve/service/certificates.h"

namespace sluss::daemon::serve {
namespace {

/// People are notified that room is getting scarce at twice the limit.
constexpr std::uint64_t scarce = 2;
/// A deadline is reported as passed for so long.
constexpr auto after_deadline = std::chrono::hours(36);

void failures(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  for (const auto& [job, memory] : inputs.scheduler.memory()) {
    const auto times_cut_off = memory.unended - (inputs.scheduler.is_running(job) ? 1 : 0);
    const bool cut_off = times_cut_off > 1;  // once: the machine was restarted
    if (memory.failures == 0 && !cut_off) continue;
    const bool of_a_file = std::ranges::any_of(
        inputs.rejected_files, [&](const api::RejectedFile& one) { return one.job == job && one.last_failure; });
    if (of_a_file && !cut_off) continue;  // the file is put away: the job itself goes on
    notify::RunFailed failed;
    failed.job = job;
    if (const auto error = inputs.errors.find(job); error != inputs.errors.end()) {
      failed.error = error->second;
    } else {
      failed.error.code = memory.last_error;  // before a restart; the journal has the rest
      failed.error.what = "see `sluss runs`";
    }
    failed.failed_at = cut_off ? memory.last_began.value_or(inputs.now) : memory.last_failure.value_or(inputs.now);
    failed.failures = cut_off ? times_cut_off : memory.failures;
    failed.last_success = memory.last_success;
    failed.next_try = inputs.scheduler.next_of(job, inputs.now);
    events.emplace_back(std::move(failed));
  }
}

void refused_files(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  for (const auto& one : inputs.rejected_files) {
    if (one.gone || settings::find_job(inputs.settings, one.job) == nullptr) continue;
    notify::RunFailed failed;
    failed.job = one.job;
    const auto lead = one.error_code + ": ";  // the journal has the error as one text
    failed.error = {.code = one.error_code,
                    .error_class = core::ErrorClass::data,
                    .what = one.error.starts_with(lead) ? one.error.substr(lead.size()) : one.error,
                    .remedy = {},
                    .place = {}};
    failed.failed_at = one.at;
    failed.file = notify::FileRefused{.name = one.file.name, .wrong = one.file.wrong, .change = one.file.change};
    events.emplace_back(std::move(failed));
  }
}

void lateness(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  for (auto& late : inputs.scheduler.late(inputs.now)) {
    events.emplace_back(notify::JobLate{late.job, late.expected_by, late.last_success, std::move(late.awaited)});
  }
}

void held(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  std::map<std::int64_t, notify::SeriesHeld> by_run;
  for (const auto& one : inputs.outlook.held) {
    auto& event = by_run[one.run];
    event.job = one.job;
    event.run = one.run;
    event.series.push_back({one.series, one.title, one.gate});
  }
  for (auto& [run, event] : by_run) {
    const auto known = inputs.outlook.held_runs.find(run);
    if (known == inputs.outlook.held_runs.end()) continue;
    event.file = known->second.file;
    event.why = known->second.why;
    event.rows = known->second.rows;
  }
  for (auto& [run, event] : by_run) events.emplace_back(std::move(event));
}

void disks(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  const auto least = inputs.settings.disk_least;
  for (const auto& space : inputs.spaces) {
    if (space.free_bytes >= scarce * least) continue;
    events.emplace_back(notify::DiskLow{space.folder.string(), space.free_bytes, least, space.free_bytes < least});
    break;  // the folders mostly share a disk: once is enough
  }
}

void damage(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  std::set<run::StatePart> reported;
  for (const auto& fault : inputs.faults) {  // the first of each: `sluss status` shows the rest
    if (reported.insert(fault.part).second)
      events.emplace_back(notify::StateDamaged{std::string(run::name_of(fault.part)), fault.error});
  }
}

void deliveries(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  for (const auto& one : inputs.undelivered) {
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

void deadlines(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  for (const auto& deadline : inputs.settings.deadlines) {
    const auto calendar = schedule::Calendar::parse(deadline.day);
    if (!calendar) continue;  // the settings were checked
    // A deadline that has just passed is still reported.
    const auto next = calendar->next_after(inputs.now.plus(-after_deadline));
    if (next) events.emplace_back(notify::Deadline{deadline.name, core::swedish_day(*next)});
  }
}

void certificates(const ConditionInputs& inputs, std::vector<notify::Event>& events) {
  for (const auto& [key, file] : certificates_of(inputs.settings)) {
    const auto expires = certificate_expiry(file);
    if (!expires) continue;  // the checks of the settings and `sluss doctor` report that
    events.emplace_back(notify::Expiry{notify::ExpiryKind::certificate, file.filename().string(), *expires});
  }
}

}  // namespace

std::vector<notify::Event> conditions_of(const ConditionInputs& inputs) {
  std::vector<notify::Event> events;
  failures(inputs, events);
  refused_files(inputs, events);
  lateness(inputs, events);
  held(inputs, events);
  disks(inputs, events);
  damage(inputs, events);
  deliveries(inputs, events);
  deadlines(inputs, events);
  certificates(inputs, events);
  return events;
}

}  // namespace sluss::daemon::serve
