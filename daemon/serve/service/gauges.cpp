#include "daemon/serve/service/gauges.h"

#include <algorithm>
#include <map>

#include "daemon/run/scrub/scrub.h"
#include "daemon/serve/service/certificates.h"

namespace sluss::daemon::serve {
namespace {

double seconds(core::Instant instant) {
  return static_cast<double>(instant.micros) / 1e6;
}

std::optional<double> seconds(const std::optional<core::Instant>& instant) {
  return instant ? std::optional(seconds(*instant)) : std::nullopt;
}

/// Of a count that may be unknown.
template <class Count>
std::optional<double> number(const std::optional<Count>& count) {
  return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
}

double flag(bool value) {
  return value ? 1 : 0;
}

/// Held series of a source.
struct Waiting {
  int count = 0;
  std::optional<core::Instant> since;  ///< of the one that waits longest
};

}  // namespace

observe::Names names_of(const settings::Settings& settings) {
  observe::Names names;
  names.version = SLUSS_VERSION;
  for (const auto& job : settings.jobs) names.jobs.push_back(job.name);
  for (const auto& source : settings.sources) names.sources.push_back(source.name);
  for (const auto& folder : settings.config_folders) {
    std::error_code problem;
    for (auto entry = std::filesystem::directory_iterator(folder / "datasets", problem);
         !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
      if (entry->path().extension() == ".toml") names.datasets.push_back(entry->path().stem().string());
    }
  }
  for (const auto& [key, file] : certificates_of(settings)) names.credentials.push_back(key);
  return names;
}

SystemSample sample_system(run::Workplace& workplace, bool has_runs, run::LastBackup& last_backup) {
  const auto& settings = workplace.settings();
  SystemSample sample;
  const auto& warehouse = workplace.warehouse();
  sample.generation = warehouse.revision().number;
  sample.warehouse_bytes = warehouse.bytes().newest;
  if (const auto archived = workplace.archive().stored_bytes()) sample.archive_bytes = *archived;
  for (const auto& [key, file] : certificates_of(settings)) {
    if (const auto expires = certificate_expiry(file)) sample.certificates.emplace_back(key, *expires);
  }
  sample.process = process_use();
  auto& context = workplace.context();
  sample.backed_up = last_backup.ended_at(context.files, context.journal_file);
  if (const auto last = run::last_scrub(context)) sample.scrubbed = last->ended_at;
  sample.faults = run::state_faults(context, has_runs);
  return sample;
}

Gauges::Gauges(observe::Names names, core::Instant since) : metrics_(names), names_(std::move(names)) {
  metrics_.set("sluss_build_info", {SLUSS_VERSION}, 1);
  metrics_.set("sluss_start_timestamp_seconds", seconds(since));
}

void Gauges::rename(observe::Names names) {
  const std::scoped_lock lock(mutex_);
  names.routes = std::move(names_.routes);
  names_ = std::move(names);
  metrics_.rename(names_);
}

void Gauges::set_routes(std::vector<std::string> patterns) {
  const std::scoped_lock lock(mutex_);
  names_.routes = std::move(patterns);
  metrics_.rename(names_);
}

void Gauges::count_run(const run::RunSummary& summary, double took) {
  const auto& run = summary.run;
  metrics_.add("sluss_runs_total", {run.job, run.status});
  metrics_.observe("sluss_run_duration_seconds", {run.job}, took);
  const auto& rows = run.rows;
  for (const auto& [outcome, count] :
       std::initializer_list<std::pair<std::string_view, std::int64_t>>{{"read", rows.read},
                                                                        {"inserted", rows.inserted},
                                                                        {"revised", rows.revised},
                                                                        {"unchanged", rows.unchanged},
                                                                        {"deleted", rows.deleted},
                                                                        {"absent", rows.absent},
                                                                        {"rejected", rows.rejected},
                                                                        {"filtered", rows.filtered},
                                                                        {"duplicate", rows.duplicate},
                                                                        {"held", rows.held}}) {
    metrics_.add("sluss_rows_total", {run.job, outcome}, static_cast<double>(count));
  }
  for (const auto& delivery : summary.deliveries) {
    // Dated: it was written, beside a file that is open in another program.
    const auto outcome = delivery.outcome == deliver::Outcome::dated ? deliver::Outcome::written : delivery.outcome;
    metrics_.add("sluss_deliveries_total", {delivery.dataset, deliver::name_of(outcome)});
  }
  metrics_.add("sluss_requests_total", {run.source, "answered"}, static_cast<double>(summary.requests));
  metrics_.add("sluss_request_bytes_total", {run.source}, static_cast<double>(summary.bytes));
}

void Gauges::count_failure(const std::string& job, schedule::RunEnd how, double took) {
  if (how == schedule::RunEnd::busy) return;
  metrics_.add("sluss_runs_total", {job, how == schedule::RunEnd::cancelled ? "cancelled" : "failed"});
  metrics_.observe("sluss_run_duration_seconds", {job}, took);
}

void Gauges::count_reload(bool taken) {
  metrics_.add("sluss_configuration_reloads_total", {taken ? "loaded" : "refused"});
}

void Gauges::count_notification(std::string_view channel, bool sent) {
  metrics_.add("sluss_notifications_total", {channel, sent ? "sent" : "failed"});
}

void Gauges::count_request(std::string_view route, int status, double seconds) {
  const auto status_class = std::to_string(status / 100) + "xx";
  metrics_.add("sluss_http_requests_total", {route, status_class});
  metrics_.observe("sluss_http_request_seconds", {route}, seconds);
}

void Gauges::measure_jobs(const GaugeInputs& inputs) {
  const auto late = inputs.scheduler.late(inputs.now);
  for (const auto& [job, memory] : inputs.scheduler.memory()) {
    if (memory.last_success) {
      metrics_.set("sluss_job_last_success_timestamp_seconds", {job}, seconds(*memory.last_success));
    }
    const auto next = inputs.scheduler.next_of(job, inputs.now);
    if (next && !memory.pause) {
      metrics_.set("sluss_job_next_slot_timestamp_seconds", {job}, seconds(*next));
    } else {
      metrics_.forget("sluss_job_next_slot_timestamp_seconds", {job});
    }
    metrics_.set("sluss_job_failing", {job}, flag(memory.failures > 0));
    bool ours = false;
    std::int64_t theirs = 0;
    for (const auto& one : late) {
      if (one.job != job) continue;
      ours |= !one.theirs();
      theirs += one.awaited_count;
    }
    metrics_.set("sluss_job_late", {job}, flag(ours));
    if (settings::find_job(inputs.settings, job) != nullptr)
      metrics_.set("sluss_job_behind", {job}, flag(inputs.scheduler.is_late(job, inputs.now)));
    metrics_.set("sluss_publications_late", {job}, static_cast<double>(theirs));
  }
}

void Gauges::set_or_forget(observe::Gauge gauge, observe::Values labels, std::optional<double> value) {
  if (value) {
    metrics_.set(gauge, labels, *value);
  } else {
    metrics_.forget(gauge, labels);
  }
}

/// Sources that the configuration does not name any more are one, exported while something of theirs waits.
void Gauges::measure_held(const GaugeInputs& inputs) {
  std::map<std::string, Waiting> by_source;
  for (const auto& source : inputs.settings.sources) by_source.try_emplace(source.name);
  auto& outside = by_source[std::string(observe::other)];
  for (const auto& one : inputs.outlook.held) {
    const auto known = by_source.find(one.source);
    auto& waiting = known == by_source.end() ? outside : known->second;
    ++waiting.count;
    if (one.since.micros == 0) continue;  // an older release did not note it
    waiting.since = std::min(waiting.since.value_or(one.since), one.since);
  }
  for (const auto& [source, waiting] : by_source) {
    const bool exported = waiting.count > 0 || settings::find_source(inputs.settings, source) != nullptr;
    set_or_forget("sluss_held_series", {source}, exported ? std::optional<double>(waiting.count) : std::nullopt);
    set_or_forget("sluss_held_oldest_timestamp_seconds", {source}, seconds(waiting.since));
  }
}

/// Models that a dataset is made of are no datasets themselves, and have no name here.
void Gauges::measure_datasets(const std::vector<DatasetEntry>& datasets) {
  const std::scoped_lock lock(mutex_);
  for (const auto& dataset : datasets) {
    if (std::ranges::find(names_.datasets, dataset.name) == names_.datasets.end()) continue;
    metrics_.set("sluss_dataset_refreshed_timestamp_seconds", {dataset.name}, seconds(dataset.refreshed_at));
    metrics_.set("sluss_dataset_stale", {dataset.name}, flag(dataset.stale));
  }
}

void Gauges::measure_warehouse(const GaugeInputs& inputs) {
  const auto& settings = inputs.settings;
  for (const auto& job : settings.jobs) {
    const auto known = inputs.outlook.rejected.find(job.name);
    const bool has_run = known != inputs.outlook.rejected.end();
    set_or_forget("sluss_rejects", {job.name},
                  has_run ? std::optional(static_cast<double>(known->second)) : std::nullopt);
  }
  const auto& sample = inputs.sample;
  const auto generation = sample.warehouse_bytes ? std::optional(static_cast<double>(sample.generation)) : std::nullopt;
  set_or_forget("sluss_warehouse_generation", {}, generation);
  set_or_forget("sluss_warehouse_bytes", {}, number(sample.warehouse_bytes));
  set_or_forget("sluss_archive_bytes", {}, number(sample.archive_bytes));
}

void Gauges::measure_upkeep(const SystemSample& sample) {
  set_or_forget("sluss_backup_last_success_timestamp_seconds", {}, seconds(sample.backed_up));
  set_or_forget("sluss_scrub_last_ended_timestamp_seconds", {}, seconds(sample.scrubbed));
}

/// The disk of a folder that is not there is not known.
void Gauges::measure_disks(const std::vector<run::FolderSpace>& spaces) {
  for (const std::string_view name : {"state", "warehouse"}) {
    const auto space = std::ranges::find(spaces, name, &run::FolderSpace::name);
    const bool known = space != spaces.end();
    set_or_forget("sluss_disk_free_bytes", {name},
                  known ? std::optional(static_cast<double>(space->free_bytes)) : std::nullopt);
  }
}

void Gauges::measure_certificates(const GaugeInputs& inputs) {
  const auto& read = inputs.sample.certificates;
  for (const auto& [key, file] : certificates_of(inputs.settings)) {
    const auto found = std::ranges::find(read, key, &std::pair<std::string, core::Instant>::first);
    set_or_forget("sluss_credential_expires_timestamp_seconds", {key},
                  found != read.end() ? std::optional(seconds(found->second)) : std::nullopt);
  }
}

void Gauges::measure_process(const ProcessUse& use) {
  metrics_.set_total("process_cpu_seconds_total", use.cpu_seconds);
  metrics_.set("process_resident_memory_bytes", static_cast<double>(use.resident_bytes));
  metrics_.set("process_open_fds", static_cast<double>(use.open_files));
  if (use.most_open_files) metrics_.set("process_max_fds", static_cast<double>(*use.most_open_files));
  metrics_.set("process_start_time_seconds", use.started);
}

std::string Gauges::render(const GaugeInputs& inputs) {
  const auto& settings = inputs.settings;
  metrics_.set("sluss_ready", flag(inputs.ready));
  metrics_.set("sluss_runs_active", static_cast<double>(inputs.active));
  measure_jobs(inputs);
  measure_held(inputs);
  measure_datasets(inputs.outlook.datasets);
  measure_warehouse(inputs);
  measure_disks(inputs.spaces);
  for (const auto kept : {run::StatePart::warehouse, run::StatePart::archive, run::StatePart::journal}) {
    const bool damaged =
        std::ranges::find(inputs.sample.faults, kept, &run::StateFault::part) != inputs.sample.faults.end();
    metrics_.set("sluss_state_damaged", {run::name_of(kept)}, flag(damaged));
  }
  metrics_.set("sluss_disk_least_free_bytes", static_cast<double>(settings.disk_least));
  measure_certificates(inputs);
  measure_upkeep(inputs.sample);
  if (inputs.sample.process) measure_process(*inputs.sample.process);
  return metrics_.render();
}

}  // namespace sluss::daemon::serve
