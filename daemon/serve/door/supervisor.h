#pragma once
// What the service manager is told, by systemd's notify protocol (sd_notify(3)). Silent where none listens. Any thread.

#include <chrono>
#include <optional>
#include <string_view>

namespace sluss::daemon::door {

/// The daemon listens and has a warehouse that it can use.
void tell_ready(std::string_view status);
/// One line that `systemctl status` shows.
void tell_status(std::string_view status);
void tell_stopping(std::string_view status);
/// Starting takes longer than TimeoutStartSec=: this much more from now (EXTEND_TIMEOUT_USEC=).
void tell_extend(std::chrono::microseconds more, std::string_view status);
/// The scheduler goes on: what the watchdog waits for.
void tell_alive();
/// How often tell_alive() must come at the latest (WatchdogSec=); nothing when no watchdog was asked for.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog();

}  // namespace sluss::daemon::door
