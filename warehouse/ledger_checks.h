#pragma once
// When what the warehouse holds was last looked for at its source: each source, and each job that asks it, has an age
// of its own.

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

}  // namespace sluss::warehouse::ledger
