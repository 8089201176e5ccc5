#pragma once
// The warehouse's one writer, waited for.

#include <memory>
#include <stop_token>
#include <string>

#include "daemon/run/runner/runner.h"

namespace sluss::daemon::run {

/// Waits for at most context.writer_patience. Errors: busy class "warehouse.locked", "run.cancelled".
[[nodiscard]] core::Result<std::unique_ptr<warehouse::Writer>> open_writer(Context& context, const std::string& who,
                                                                           const std::stop_token& stop);

}  // namespace sluss::daemon::run
