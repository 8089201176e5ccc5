#pragma once
// How old a prepared dataset is: as old as what it reads, whatever other jobs have brought since.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "core/time.h"
#include "daemon/settings/fills.h"
#include "daemon/settings/settings.h"
#include "warehouse/ledger_checks.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

/// A job of the configuration that queries a source, often for other parts of it than the other jobs.
struct JobAge {
  std::string job;
  bool scheduled = false;                ///< else it runs on request only
  std::optional<core::Instant> checked;  ///< when its last run that read the source was recorded; nothing: none has
};

/// One thing that a dataset reads.
struct SourceAge {
  std::string source;             ///< "kolada", the prefix of its figures' ids; "extract.beslut", a table
  std::vector<std::string> jobs;  ///< of the configuration, that query it
  /// When the last run that read it was recorded: of the scheduled jobs that have read it, the one that did so the
  /// longest ago. Where none has, the latest run of any job. Nothing: it was never read.
  std::optional<core::Instant> checked;
  std::vector<JobAge> job_ages = {};  ///< one of each of `jobs`
  std::string by = {};                ///< the scheduled job that makes it so old; empty: no such job has read it
};

struct DatasetAge {
  std::vector<SourceAge> sources;  ///< by name; none: it reads nothing that a job brings
  /// Of those that have been read, the one that was read the longest ago.
  [[nodiscard]] std::optional<core::Instant> checked() const;
};

/// Of a dataset whose model reads these names ("core.observation_open", "extract.beslut"). Figures are of every origin
/// that the jobs bring; where no job of the configuration brings any, of those that runs have brought.
[[nodiscard]] DatasetAge age_of(const std::set<std::string>& reads, std::span<const settings::Fill> fills,
                                std::span<const warehouse::ledger::Check> checks);

/// What each dataset's model reads, by the datasets' names: names as run::reads_of() finds them. One whose model is
/// not there, or cannot be read, reads all that the jobs of the configuration bring. Errors: those of fills_of().
[[nodiscard]] core::Result<std::map<std::string, std::set<std::string>>> reads_of_datasets(
    const settings::Settings& settings, core::Files& files, const std::vector<std::string>& datasets);

/// By the datasets' names. One whose model is not there, or cannot be read, is as old as the oldest of all sources. The
/// reader's thread; its errors, and those of fills_of().
[[nodiscard]] core::Result<std::map<std::string, DatasetAge>> read_ages(warehouse::Reader& reader,
                                                                        const settings::Settings& settings,
                                                                        core::Files& files,
                                                                        const std::vector<std::string>& datasets);

}  // namespace sluss::daemon::api
