#include "daemon/serve/observe/log_event.h"

namespace sluss::daemon::observe {

std::string log_events_in_markdown() {
  std::string page =
      "# Log\n\nMade of `daemon/serve/observe/log_event.h`; a test compares it with the sources.\n\n"
      "Under systemd events go to the journal with their fields (`journalctl -u sluss EVENT=run.failed`), on a "
      "terminal "
      "they are text, and with `[log] format = \"json\"` one JSON object a line: `time`, `level`, `event`, `message`, "
      "and the fields. They contain no personal number and no secret. The names are stable.\n\n"
      "| event | level | what happened |\n|---|---|---|\n";
  for (const auto& event : log_events) {
    page += "| `" + std::string(event.name) + "` | " + std::string(event.level) + " | " + std::string(event.meaning) +
            " |\n";
  }
  return page;
}

}  // namespace sluss::daemon::observe
