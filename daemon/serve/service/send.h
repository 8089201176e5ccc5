#pragma once
// Composes one message of a decision and sends it to its recipient. Blocks, for at most the mail's time-out.

#include <stop_token>

#include "daemon/serve/notify/memory.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

/// Mailboxes that the server refused are logged; the message counts as sent when one was accepted.
[[nodiscard]] core::Result<> send(const settings::Settings& settings, const settings::Notify& recipient,
                                  const notify::Decision& decision, core::Instant now, const std::stop_token& stop);

}  // namespace sluss::daemon::serve
