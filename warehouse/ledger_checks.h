#pragma once
// When what the warehouse has was last checked at its source: each source, and each job that queries it, has an age of
// its own.

#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::ledger {

struct Check {
  std::string stream;  ///< "core.observation", "extract.beslut"
  std::string origin;
  std::string job = {};
  core::Instant at;  ///< when the last run that read it was recorded, whether it found something new or not
};
/// Of figures and tables, by stream, origin and job. A run that failed is not there. The reader's thread; its errors.
[[nodiscard]] core::Result<std::vector<Check>> last_checks(Reader& reader);

/// When each of these indicators was last queried successfully, as the prepared datasets judge it: by a job that loads
/// it, or by the run that read its present values. Those that no job has queried are not there. The reader needs the
/// datasets' session; its thread, its errors.
[[nodiscard]] core::Result<std::map<std::string, core::Instant>> last_queried(
    Reader& reader, const std::vector<std::string>& indicators);

}  // namespace sluss::warehouse::ledger
