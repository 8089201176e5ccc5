#pragma once
// What a page shows of held series beside their evidence: sums of what a run holds, and the figures of single areas.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/fact.h"
#include "core/finding.h"
#include "core/ids.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::ledger {

struct RunSum {
  std::int64_t series = 0;   ///< that it holds or held
  std::int64_t ceasing = 0;  ///< values of them that the source no longer has
  std::int64_t errors = 0;   ///< findings of that severity
};
/// Of each of these runs; one without any of it is not there. The reader's thread; its errors.
[[nodiscard]] core::Result<std::map<core::RunId, RunSum>> run_sums(Reader& reader, std::span<const core::RunId> runs);

/// Findings of these codes, in the order of the codes, by run: code, severity and subject alone. Of a release or a
/// discard those of the first code that the runs have which it decided on. One without any is not there. The reader's
/// thread; its errors.
[[nodiscard]] core::Result<std::map<core::RunId, std::vector<core::Finding>>> findings_of_runs(
    Reader& reader, std::span<const core::RunId> runs, std::span<const std::string_view> codes);

/// Rows of a series that wait with a run: of which run they are, and of which period.
struct WaitingPart {
  core::RunId run;  ///< that they wait with
  std::string series;
  core::RunId of;           ///< that brought them
  std::string period_kind;  ///< core::PeriodKind's name
  std::int32_t period = 0;  ///< core::Period's code
  std::int64_t rows = 0;
};
/// Of those runs that hold rows of an earlier one too: all that waits with them, by run, series, whose rows they are,
/// and period. Of one run, or of all. The reader's thread; its errors.
[[nodiscard]] core::Result<std::vector<WaitingPart>> waiting_parts(Reader& reader, std::optional<core::RunId> run);

/// Rows of a run that were decided on.
struct DecidedPart {
  core::RunId of;           ///< that brought them
  std::int64_t series = 0;  ///< of how many
  std::int64_t rows = 0;
};
/// By a release or a discard, ascending by run. None: of a table, or an older program decided. The reader's thread; its
/// errors.
[[nodiscard]] core::Result<std::vector<DecidedPart>> decided_parts(Reader& reader, core::RunId by);

/// What became of rows of a run that waited.
struct HeldOutcome {
  core::RunId of;  ///< that brought them
  std::string job;
  std::string became;  ///< "released", "discarded", "replaced": a later run brought the same again
  core::RunId with;    ///< that they were decided with: `of`, or the later one that they waited with; replaced: by it
  std::int64_t rows = 0;  ///< of replaced ones not known: 0
  std::string now = {};   ///< of the run that replaced them: "waiting", "discarded", "replaced", "loaded"
};
/// Of the latest decisions and replacements, the last first, at most `most`. The reader's thread; its errors.
[[nodiscard]] core::Result<std::vector<HeldOutcome>> held_outcomes(Reader& reader, std::int64_t most);

/// A figure that a series holds.
struct HeldValue {
  std::string kind;  ///< "revised", "inserted", "deleted", "absent"
  std::string area;
  std::string unit;         ///< empty: the area as a whole
  std::int32_t period = 0;  ///< core::Period's code
  std::string gender;       ///< "T", "K", "M"
  std::optional<double> before;
  core::Bound before_bound = core::Bound::exact;
  std::optional<double> after;
  core::Bound after_bound = core::Bound::exact;
};
/// Of one area, the latest period first, at most `most`. What was decided is held no more. The reader's thread; its
/// errors.
[[nodiscard]] core::Result<std::vector<HeldValue>> held_values(Reader& reader, core::RunId run, std::string_view series,
                                                               std::string_view area, std::int64_t most);

}  // namespace sluss::warehouse::ledger
