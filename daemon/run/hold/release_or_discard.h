#pragma once
// Release and discard of held rows, also with a rebuild's original number and time.

#include <optional>
#include <stop_token>
#include <string>

#include "daemon/run/runner/runner.h"
#include "warehouse/rule_numbers.h"

namespace sluss::daemon::run {

/// Lets held rows through (one series of a run, or all), in a run of its own.
[[nodiscard]] core::Result<RunSummary> release(Context& context, core::RunId run, std::optional<std::string> series,
                                               std::stop_token stop);
/// Drops held rows and remembers them: the same values are not held again.
[[nodiscard]] core::Result<RunSummary> discard(Context& context, core::RunId run, std::optional<std::string> series,
                                               std::stop_token stop);

struct HoldAction {
  bool discard = false;
  core::RunId of;
  std::optional<std::string> series;
  std::optional<core::RunId> run;            ///< a rebuild's
  std::optional<core::Instant> recorded_at;  ///< a rebuild's
  std::optional<core::Instant> started_at;   ///< a rebuild's
  int rules = warehouse::rules_now;          ///< a rebuild's are those that it was decided by
};

/// Writes no journal entry: the caller does.
[[nodiscard]] core::Result<RunSummary> apply_hold(Context& context, const HoldAction& action, std::stop_token stop);

}  // namespace sluss::daemon::run
