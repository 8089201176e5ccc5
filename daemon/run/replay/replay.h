#pragma once
// A replay: what was fetched is read again by today's rules.

#include <optional>
#include <stop_token>
#include <string_view>

#include "core/error.h"
#include "core/ids.h"
#include "core/time.h"
#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// Normalises again from the archive, in the order of fetching, without the network; differences become versions
/// recorded now.
[[nodiscard]] core::Result<RunSummary> replay(Context& context, std::string_view source,
                                              std::optional<core::Instant> since, std::stop_token stop);

/// The last run that the warehouse knows.
[[nodiscard]] core::Result<core::RunId> last_run(Context& context);

}  // namespace sluss::daemon::run
