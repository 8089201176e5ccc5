#pragma once
// What `sluss status` shows, and what the daemon answers on its socket.

#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "daemon/cli/workspace.h"

namespace sluss::daemon::cli {

/// What only the daemon itself knows.
struct DaemonView {
  int pid = 0;
  core::Instant since;
  bool draining = false;
  std::optional<std::string> running;  ///< a job
  core::Instant running_since;
  std::int64_t pages = 0, pages_expected = 0, rows = 0;
  struct Next {
    std::string job;
    core::Instant at;
  };
  std::vector<Next> next;
  struct Reload {
    core::Instant at;
    std::string error;  ///< empty: taken
  };
  std::optional<Reload> reload;  ///< the last one
};

/// One JSON object. What cannot be read stands in it as "error": a status must not fail because something else did.
[[nodiscard]] std::string status_json(Workspace& workspace, const std::optional<DaemonView>& daemon);
/// The same for people.
[[nodiscard]] std::string status_text(const std::string& status);

}  // namespace sluss::daemon::cli
