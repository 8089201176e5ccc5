#pragma once
// What of the state is lost or damaged: reported while it can still be taken from a backup.

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// The parts that must be there for every figure to be followed back to its bytes.
enum class StatePart : std::uint8_t { warehouse, archive, journal };

/// As in metrics, mails and JSON.
[[nodiscard]] std::string_view name_of(StatePart part);

struct StateFault {
  StatePart part;
  core::Error error;
};

/// What the files and a few lines of the journal show, whatever the state's age ("warehouse.missing",
/// "journal.lost", "archive.missing"), and what the last scrub found that is so still. Opens no warehouse: `has_runs`
/// is whether the caller knows of runs in it, without which no journal is missed; that the journal is another one's is
/// found by journal_gap().
[[nodiscard]] std::vector<StateFault> state_faults(Context& context, bool has_runs);

}  // namespace sluss::daemon::run
