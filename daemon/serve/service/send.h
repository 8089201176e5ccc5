#pragma once
// A decision becomes one message and is handed to its recipient. Blocks, for at most the mail's time-out.

#include <stop_token>

#include "daemon/serve/notify/memory.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

/// Recipients that the server refused are told in the log; the message counts as handed over when one took it.
[[nodiscard]] core::Result<> send(const settings::Settings& settings, const settings::Notify& recipient,
                                  const notify::Decision& decision, core::Instant now, const std::stop_token& stop);

}  // namespace sluss::daemon::serve
