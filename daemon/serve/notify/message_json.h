#pragma once
// A message as machines read it.

#include <string>

#include "daemon/serve/notify/memory.h"
#include "daemon/serve/notify/message.h"

namespace sluss::daemon::notify {

/// Decision and message as a JSON document: docs/notifications.md describes it.
[[nodiscard]] std::string json_of(const Decision& decision, const Sender& sender, const Message& message);

}  // namespace sluss::daemon::notify
