#pragma once
// Composes one message of a decision and sends it to its recipient. Blocks, for at most the mail's time-out.

#include <stop_token>

#include "daemon/serve/notify/memory.h"
#include "daemon/serve/notify/news.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

struct Content {
  const notify::Decision& decision;
  const notify::FilesRead& files;  ///< of the runs whose news it has
  core::Instant now;
};

/// Mailboxes that the server refused are logged; the message counts as sent when one was accepted.
[[nodiscard]] core::Result<> send(const settings::Settings& settings, const settings::Notify& recipient,
                                  const Content& content, const std::stop_token& stop);

}  // namespace sluss::daemon::serve
