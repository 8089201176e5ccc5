#pragma once
// Files that were refused and put away, and that no later file has taken the place of: by the journal and the
// warehouse, so that a restart, or a run that finds no file, changes nothing. Any thread.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "connectors/source.h"
#include "core/error.h"
#include "core/time.h"
#include "daemon/serve/api/run_view.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::api {

struct RejectedFile {
  std::string job;
  connectors::RefusedFile file;
  core::Instant at;        ///< when its run failed
  std::int64_t entry = 0;  ///< of the journal, by which the failed run is named
  std::string error_code;
  std::string error;          ///< for whoever operates: English
  bool last_failure = false;  ///< the job has not failed since
  bool gone = false;          ///< somebody has taken it away: there is nothing to do
  bool is_followed =
      false;  ///< a later file of its series was loaded: it is told of as long as it is seen to lie there
};

/// Of these jobs, the latest first, one a name: those that were put away since which no file of their series was
/// loaded (one that waits for a decision, or was discarded, is not), and those with the numbers of persons even so
/// (is_followed). Examines the last 500 failures of these jobs. `reader` is called when there is such a file, and
/// returns none before the first run.
[[nodiscard]] core::Result<std::vector<RejectedFile>> rejected_files(
    Failures& failures, const std::set<std::string>& jobs,
    const std::function<core::Result<warehouse::Reader*>()>& reader);

/// Marks those that somebody has taken away; of followed ones also those of which it is not known. `lying`: by job,
/// where it is known, the files that lie where refused ones were put away; sorted.
void mark_gone(std::vector<RejectedFile>& files, const std::map<std::string, std::vector<std::string>>& lying);

}  // namespace sluss::daemon::api
