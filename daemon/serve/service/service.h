#pragma once
// `sluss serve`: one loop that schedules, notifies and answers; runs on threads of their own; a door for people and
// machines; an orderly end.
//
// One mutex guards what the loop, the runs' ends and the callers of Operations share; nothing blocks while it is locked
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
#include "daemon/run/state/workplace.h"

namespace sluss::daemon::serve {

struct Options {
  /// Reads the configuration again.
  std::function<std::expected<settings::Settings, std::vector<core::Error>>()> load;
  core::Files& files;
  const core::Clock& clock;
  std::string who;
  run::StateLock& state_lock;                      ///< shared; taken alone while the daemon rebuilds
  std::stop_token stop;                            ///< begins the orderly end
  std::optional<std::chrono::milliseconds> drain;  ///< instead of [daemon] drain
  /// The scheduler runs at least so often; nothing: only when something is due. For a clock that a test moves.
  std::optional<std::chrono::microseconds> longest_wait = std::nullopt;
};

/// Serves until `options.stop`. The workplace was prepared for writing. Errors: busy class "serve.running" when
/// another daemon serves this state folder.
[[nodiscard]] core::Result<> serve(std::shared_ptr<run::Workplace> workplace, const Options& options);

}  // namespace sluss::daemon::serve
