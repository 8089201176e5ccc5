#pragma once
// What people have been notified of, as the daemon stores it.

#include <string>
#include <string_view>

#include "core/error.h"
#include "daemon/serve/notify/memory.h"

namespace sluss::daemon::notify {

/// JSON, for a file of the daemon's.
[[nodiscard]] std::string to_text(const Memory& memory);
/// "notify.memory" (data class) when it is not what to_text() writes. The caller may begin with an empty one: the worst
/// is that something is reported again.
[[nodiscard]] core::Result<Memory> parse_memory(std::string_view text);

}  // namespace sluss::daemon::notify
