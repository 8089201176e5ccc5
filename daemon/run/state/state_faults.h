#pragma once
// What of the state is lost or damaged: told while it can still be taken from a backup, to all who watch.

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// What must be there for every figure to be followed back to its bytes.
enum class Kept : std::uint8_t { warehouse, archive, journal };

/// As metrics, mails and JSON have it.
[[nodiscard]] std::string_view name_of(Kept kept);

struct StateFault {
  Kept kept;
  core::Error error;
};

/// What a look at the files and at a few lines of the journal tells, whatever the state's age ("warehouse.missing",
/// "journal.lost", "archive.missing"), and what the last scrub found that is so still. Opens no warehouse: `has_runs`
/// is whether the caller knows of runs in it, without which no journal is missed; that the journal is another one's is
/// told by journal_gap().
[[nodiscard]] std::vector<StateFault> state_faults(Context& context, bool has_runs);

}  // namespace sluss::daemon::run
