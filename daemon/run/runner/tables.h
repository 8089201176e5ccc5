#pragma once
// A staged table into extract.<table>, which it replaces whole, or holds for a person.

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/finding.h"
#include "daemon/run/runner/runner.h"
#include "daemon/run/staging/table.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// How meta.held_series and people name a table: "extract.beslut".
[[nodiscard]] std::string series_of_table(const std::string& table);
/// The table of such a name; nothing: it is an indicator's.
[[nodiscard]] std::optional<std::string> table_of_series(const std::string& series);

struct PutTable {
  warehouse::RowCounts rows;  ///< of this table
  bool changed = false;
  bool waits = false;      ///< the same rows wait since an earlier run: that one is decided on
  bool discarded = false;  ///< a person has decided that these rows shall not be there
  std::vector<core::Finding> findings;
  std::optional<warehouse::HeldSeries> held;
};

struct TableInput {
  std::string job;
  int rules = 0;
  warehouse::GateLimits gates;
  bool may_be_empty = false;
  bool gates_off = false;                         ///< release
  std::optional<warehouse::WholeHold> hold = {};  ///< the run is held: the table waits too
};

/// Within the writer's transaction. Content that is there already, or that a person has discarded, is not written.
[[nodiscard]] core::Result<PutTable> put_table(Context& context, warehouse::Writer& writer, staging::StagedTable& table,
                                               const TableInput& input, const warehouse::RunRecord& run);

/// `details` (JSON) with what a later run compares with: the table, its content and its columns.
[[nodiscard]] std::string with_table(const std::string& details, staging::StagedTable& table, int rules);

/// The same, of a run that found what was discarded: it does not describe what is in the table (ledger::last_fill).
[[nodiscard]] std::string with_discarded(const std::string& details);

/// Models that read extract.<table> are stale from this run on; who depends on them follows.
core::Result<> mark_models_over(Context& context, warehouse::Writer& writer, core::RunId run, const std::string& table);

}  // namespace sluss::daemon::run
