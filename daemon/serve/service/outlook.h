#pragma once
// What the daemon must know of the warehouse between runs, read once after each run, so that the engine sleeps
// otherwise: held series, datasets, announced publications that have not come.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "daemon/run/state/workplace.h"
#include "daemon/serve/notify/event.h"
#include "daemon/serve/notify/file_read.h"
#include "daemon/serve/notify/memory.h"
#include "daemon/serve/schedule/scheduler.h"

namespace sluss::daemon::serve {

/// A held series.
struct HeldEntry {
  std::int64_t run = 0;
  std::string job;
  std::string source;
  std::string series;
  std::string title;
  std::string gate;
  core::Instant since;  ///< when the run that holds it was committed
};

/// Of a run that holds something: the file that it read, and what its load was expected to satisfy and does not.
struct HeldRun {
  std::optional<notify::FileRead> file;
  std::vector<std::string> why;                ///< Swedish sentences
  std::vector<notify::WaitingRows> rows = {};  ///< where rows of an earlier run wait with it: all that wait
};

/// A prepared dataset, as the warehouse has it.
struct DatasetEntry {
  std::string name;
  core::Instant refreshed_at;  ///< when the run that it was made of was committed
  bool stale = false;
};

struct Outlook {
  std::string generation;  ///< Warehouse::revision() that they were read from; another one: read again
  std::vector<HeldEntry> held;
  std::map<std::int64_t, HeldRun> held_runs;  ///< by number, those of which there is something to say
  std::vector<notify::HeldOutcome> outcomes;  ///< of the latest decisions, the last first
  std::vector<DatasetEntry> datasets;
  std::map<std::string, std::vector<schedule::AwaitedDay>> awaited;  ///< by job
  std::map<std::string, core::Instant> began;                        ///< when the last run of each job began
  std::map<std::string, std::int64_t> rejected;                      ///< rows, by the last run of each job
  std::int64_t open_versions = 0;                                    ///< of figures, of all sources
};

/// Blocks while the engine reads.
[[nodiscard]] core::Result<Outlook> read_outlook(run::Workplace& workplace);

}  // namespace sluss::daemon::serve
