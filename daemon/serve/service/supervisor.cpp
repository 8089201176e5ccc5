#include "daemon/serve/service/supervisor.h"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <string>

#include "core/log.h"

namespace sluss::daemon::serve {

namespace {

void notify(const std::string& text) {
  // A status is one line; what is configured as secret never leaves.
  if (::sd_notify(0, core::log::masked(text).c_str()) < 0) {
    core::log::debug("supervisor.silent", "the service manager could not be notified", {});
  }
}

std::string line(std::string_view status) {
  std::string text(status);
  std::ranges::replace(text, '\n', ' ');
  return "STATUS=" + text;
}

}  // namespace

void notify_ready(std::string_view status) {
  notify("READY=1\n" + line(status));
}

void notify_status(std::string_view status) {
  notify(line(status));
}

void notify_stopping(std::string_view status) {
  notify("STOPPING=1\n" + line(status));
}

void notify_extend(std::chrono::microseconds more, std::string_view status) {
  notify("EXTEND_TIMEOUT_USEC=" + std::to_string(more.count()) + "\n" + line(status));
}

void notify_alive() {
  notify("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog() {
  std::uint64_t micros = 0;
  if (::sd_watchdog_enabled(0, &micros) <= 0 || micros == 0) return std::nullopt;
  return std::chrono::microseconds(micros);
}

}  // namespace sluss::daemon::serve
