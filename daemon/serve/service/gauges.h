#pragma once
// The daemon's metrics: what is counted as it happens, and what is measured at each scrape. Thread safe.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/run/audit/last_backup.h"
#include "daemon/run/state/disk.h"
#include "daemon/run/state/state_faults.h"
#include "daemon/serve/observe/metric_values.h"
#include "daemon/serve/schedule/scheduler.h"
#include "daemon/serve/service/outlook.h"
#include "daemon/serve/service/process.h"

namespace sluss::daemon::serve {

[[nodiscard]] observe::Names names_of(const settings::Settings& settings);

/// What is read from disk and from the kernel at a scrape.
struct SystemSample {
  std::int64_t generation = 0;  ///< Revision::number
  std::optional<std::uint64_t> warehouse_bytes, archive_bytes;
  std::vector<run::StateFault> faults;
  std::vector<std::pair<std::string, core::Instant>> certificates;  ///< by key, when they expire
  std::optional<ProcessUse> process;
  std::optional<core::Instant> backed_up, scrubbed;  ///< last
};
/// It may take as long as the disk does. `has_runs`: as state_faults() has it.
[[nodiscard]] SystemSample sample_system(run::Workplace& workplace, bool has_runs, run::LastBackup& last_backup);

/// What the gauges are set from.
struct GaugeInputs {
  const settings::Settings& settings;
  const SystemSample& sample;
  const schedule::Scheduler& scheduler;
  const Outlook& outlook;
  const std::vector<run::FolderSpace>& spaces;
  std::size_t active = 0;
  bool ready = false;
  core::Instant now;
};

class Gauges {
 public:
  Gauges(observe::Names names, core::Instant since);
  /// After a reload; the door's routes stay.
  void rename(observe::Names names);
  /// The patterns of the door's routes: any other is counted as "other".
  void set_routes(std::vector<std::string> patterns);

  void count_run(const run::RunSummary& summary, double seconds);
  void count_failure(const std::string& job, schedule::RunEnd how, double seconds);
  void count_reload(bool taken);
  void count_notification(std::string_view channel, bool sent);
  /// `route`: its pattern; empty when no route matched.
  void count_request(std::string_view route, int status, double seconds);

  /// Prometheus' text.
  [[nodiscard]] std::string render(const GaugeInputs& inputs);

 private:
  void measure_jobs(const GaugeInputs& inputs);
  void measure_held(const GaugeInputs& inputs);
  void measure_datasets(const std::vector<DatasetEntry>& datasets);
  void measure_warehouse(const GaugeInputs& inputs);
  void measure_upkeep(const SystemSample& sample);
  void measure_disks(const std::vector<run::FolderSpace>& spaces);
  void measure_certificates(const GaugeInputs& inputs);
  void measure_process(const ProcessUse& use);
  /// An unknown value is not exported.
  void set_or_forget(observe::Gauge gauge, observe::Values labels, std::optional<double> value);

  observe::MetricValues metrics_;
  std::mutex mutex_;  ///< guards names_
  observe::Names names_;
};

}  // namespace sluss::daemon::serve
