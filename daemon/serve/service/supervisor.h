#pragma once
// Messages to the service manager, by systemd's notify protocol (sd_notify(3)). Silent where none listens. Any thread.

#include <chrono>
#include <optional>
#include <string_view>

namespace sluss::daemon::serve {

/// The daemon listens and has a warehouse that it can use.
void notify_ready(std::string_view status);
/// One line that `systemctl status` shows.
void notify_status(std::string_view status);
void notify_stopping(std::string_view status);
/// Starting takes longer than TimeoutStartSec=: this much more from now (EXTEND_TIMEOUT_USEC=).
void notify_extend(std::chrono::microseconds more, std::string_view status);
/// The scheduler is alive: what the watchdog waits for.
void notify_alive();
/// How often notify_alive() must come at the latest (WatchdogSec=); nothing when no watchdog is configured.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog();

}  // namespace sluss::daemon::serve
