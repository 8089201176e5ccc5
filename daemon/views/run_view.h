#pragma once
// A run as people and scripts see it: its rows, both equations of conservation, what is held and why.

#include <optional>
#include <string>
#include <vector>

#include "core/finding.h"
#include "daemon/runner/run_journal.h"
#include "warehouse/records.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::views {

struct HeldView {
  warehouse::HeldSeries series;
  std::string state;  ///< "waiting", "released", "discarded", "replaced"
};

struct RunView {
  warehouse::RunRecord run;  ///< id 0: it failed and left nothing behind
  std::string error_code;
  std::string error_class;  ///< of a failed one, by name
  std::string error;
  std::vector<HeldView> held;
  std::vector<core::Finding> findings;
  std::vector<core::Reject> rejects;  ///< the first hundred
  std::int64_t requests = 0;          ///< raw objects
  std::int64_t bytes = 0;
  std::int64_t waiting = 0;  ///< held series that nobody has decided on
};

/// "read 10 = inserted 1 + … ✓"
[[nodiscard]] std::string conservation_in(const warehouse::RowCounts& rows);
[[nodiscard]] std::string conservation_out(const warehouse::RowCounts& rows);

[[nodiscard]] std::string run_text(const RunView& view);
/// One object: run, job, source, cause, status, rows, open, conservation, held, findings, rejects, …
[[nodiscard]] std::string run_json(const RunView& view);

/// From the warehouse, with all that belongs to it.
[[nodiscard]] core::Result<RunView> read_run(warehouse::Reader& reader, core::RunId run);
/// Without held, findings and rejects; latest first.
[[nodiscard]] core::Result<std::vector<RunView>> read_runs(warehouse::Reader& reader, std::int64_t limit);
[[nodiscard]] core::Result<std::vector<core::Finding>> read_findings(warehouse::Reader& reader, core::RunId run);

/// What failed left nothing in the warehouse: it stands in the journal. Oldest first; nothing before the first run.
[[nodiscard]] core::Result<std::vector<RunView>> failed_runs(runner::Context& context);
[[nodiscard]] RunView failed_view(const runner::JournalRun& entry);

[[nodiscard]] std::string_view name_of(core::Severity severity);

}  // namespace sluss::daemon::views
