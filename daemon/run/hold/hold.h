#pragma once
// Release and discard of held rows, also with a rebuild's original number and time.

#include <optional>
#include <string>

#include "daemon/run/runner/runner.h"
#include "warehouse/rules.h"

namespace sluss::daemon::run {

struct HoldAction {
  bool discard = false;
  core::RunId of;
  std::optional<std::string> series;
  std::optional<core::RunId> run;            ///< a rebuild's
  std::optional<core::Instant> recorded_at;  ///< a rebuild's
  std::optional<core::Instant> started_at;   ///< a rebuild's
  int rules = warehouse::rules_now;          ///< a rebuild's are those that it was decided by
};

/// Without the journal, which is the caller's.
[[nodiscard]] core::Result<RunSummary> apply_hold(Context& context, const HoldAction& action, std::stop_token stop);

}  // namespace sluss::daemon::run
