#pragma once
// A staged table into extract.<table>, which it replaces whole; what it has lost is told.

#include <string>
#include <vector>

#include "core/error.h"
#include "core/finding.h"
#include "daemon/runner/runner.h"
#include "daemon/staging/table.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::runner {

struct PutTable {
  warehouse::RowCounts rows;  ///< of this table
  bool changed = false;
  std::vector<core::Finding> findings;
};

/// Within the writer's transaction. The same content as lies there, or as the job's own run before by the first rules:
/// nothing is written.
[[nodiscard]] core::Result<PutTable> put_table(Context& context, warehouse::Writer& writer, staging::StagedTable& table,
                                               const std::string& job, int rules);

/// The models that read extract.<table> by themselves; who depends on them follows.
[[nodiscard]] std::vector<std::string> models_over(const warehouse::Session& session, const std::string& table);

}  // namespace sluss::daemon::runner
