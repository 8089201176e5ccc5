#pragma once
// `sluss serve`: one loop that schedules, tells and answers; runs on threads of their own; a door for people and
// machines; an orderly end.
//
// One mutex guards what the loop, the runs' ends and the callers of Operations share; nothing blocks while it is held
// but the writing of small state files.

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "daemon/run/state/state_lock.h"
#include "daemon/serve/door/operations.h"
#include "daemon/serve/service/installation.h"

namespace sluss::daemon::serve {

/// What only the daemon itself knows, for `sluss status`.
struct DaemonView {
  int pid = 0;
  core::Instant since;
  bool draining = false;
  std::string why_not;  ///< takes no runs, because
  struct Running {
    std::string job;
    std::string cause;
    core::Instant since;
    std::int64_t pages = 0, pages_expected = 0, rows = 0;
  };
  std::vector<Running> running;
  struct Job {
    std::string job;
    std::optional<core::Instant> next;
    bool paused = false;
    std::optional<core::Instant> paused_until;
    std::int64_t failures = 0;  ///< in a row
    std::string last_error;
    bool late = false;
    bool asked = false;      ///< by hand, waits for room
    std::int64_t ended = 0;  ///< its runs since the daemon began
  };
  std::vector<Job> jobs;
  std::vector<core::Error> blind;  ///< what of sources cannot be watched; by job, their `field`
  struct Reload {
    core::Instant at;
    std::string error;  ///< empty: taken
  };
  std::optional<Reload> reload;  ///< the last one
};

struct Options {
  /// Reads the configuration anew.
  std::function<std::expected<settings::Settings, std::vector<core::Error>>()> load;
  /// One JSON object of it all.
  std::function<std::string(Installation&, const DaemonView&)> status_json;
  core::Files& files;
  const core::Clock& clock;
  std::string who;
  run::StateLock& state_lock;                      ///< shared; held alone while the daemon rebuilds
  std::stop_token stop;                            ///< begins the end
  std::optional<std::chrono::milliseconds> drain;  ///< instead of [daemon] drain
  /// The scheduler looks at least so often; nothing: only when something is due. For a clock that a test moves.
  std::optional<std::chrono::microseconds> longest_wait = std::nullopt;
};

/// Serves until `options.stop`. The installation was prepared for writing. Errors: busy class "serve.running" when
/// another daemon serves this state folder.
[[nodiscard]] core::Result<> serve(std::shared_ptr<Installation> installation, const Options& options);

}  // namespace sluss::daemon::serve
