#pragma once
// Looks whether something new is at a source, so that a job may run because of it. A watcher is opened for one job by
// its kind, and lives on one thread that is only its own: it may block, and holds nobody else up. Its errors are told
// and its look is made again: none ends the program, nor the watching.

#include <chrono>
#include <stop_token>
#include <string>

#include "core/error.h"

namespace sluss::connectors {

/// How often a watcher is asked, and when what it saw is believed.
struct Pace {
  std::chrono::milliseconds look_every{std::chrono::seconds(30)};
  /// What is new is announced when it has stood still for so long: a file that is being written, a hundred that come
  /// one by one, are one run.
  std::chrono::milliseconds settle{std::chrono::seconds(5)};
  /// What does not come to rest is announced all the same, so long after it began to change.
  std::chrono::milliseconds settle_most{std::chrono::minutes(10)};
};

class Watcher {
 public:
  virtual ~Watcher() = default;
  [[nodiscard]] virtual Pace pace() const { return {}; }
  /// A short token of all that is there now for a run to fetch: another one means that something is new. It says the
  /// same after a restart, so that what came meanwhile is seen; empty: nothing is there. Names and times of files, not
  /// their contents: it is asked often.
  [[nodiscard]] virtual core::Result<std::string> look(std::stop_token stop) = 0;
  /// Readable when it is worth looking before the next time (inotify(7)); look() empties it. -1: only the clock asks.
  [[nodiscard]] virtual int descriptor() const { return -1; }
};

}  // namespace sluss::connectors
