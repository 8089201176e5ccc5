#pragma once
// Polls a source for something new, so that a job may run because of it. A watcher is opened for one job by its kind,
// and lives on a thread of its own: it may block, and delays no other. Its errors are logged and it is polled again:
// none ends the program, nor the watching.

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.h"

namespace sluss::connectors {

/// How often a watcher is polled, and when a change is announced.
struct Pace {
  std::chrono::milliseconds poll_every{std::chrono::seconds(30)};
  /// A change is announced when nothing has changed for so long: a file that is being written, a hundred that come one
  /// by one, are one run.
  std::chrono::milliseconds settle{std::chrono::seconds(5)};
  /// What never settles is announced all the same, so long after it began to change.
  std::chrono::milliseconds settle_most{std::chrono::minutes(10)};
};

/// What lies at a source, and no job of the kind takes by its name: people are told of it while it lies there.
struct Unclaimed {
  std::string place;               ///< where: a folder, or the address of a server
  std::int64_t count = 0;          ///< of all; 0: there is none
  std::vector<std::string> names;  ///< of the first ones, for people
  std::vector<std::string> taken;  ///< names that jobs there take, the first ones, by example: "bilar 2025.xlsx"
  bool operator==(const Unclaimed&) const = default;
};

class Watcher {
 public:
  virtual ~Watcher() = default;
  [[nodiscard]] virtual Pace pace() const { return {}; }
  /// Returns a short token of all that is there now for a run to fetch: another one means that something is new. The
  /// same after a restart, so that what came meanwhile is noticed; empty: nothing is there. Made of names and times of
  /// files, not of their contents: it is polled often.
  [[nodiscard]] virtual core::Result<std::string> poll(std::stop_token stop) = 0;
  /// As the last poll() found it. Of several watchers of one place one has it.
  [[nodiscard]] virtual Unclaimed unclaimed() const { return {}; }
  /// Files that lie where refused ones were put away, by the last poll(); sorted, names for people, also as they were
  /// before one was numbered ("bilar.csv" of "bilar (2).csv"). Nothing: it is not known.
  [[nodiscard]] virtual std::optional<std::vector<std::string>> refused() const { return std::nullopt; }
  /// What a run could not do with a file when it had ended, and that is still to be done, by the last poll(); nothing:
  /// there is none.
  [[nodiscard]] virtual std::optional<core::Error> left_undone() const { return std::nullopt; }
  /// Readable when it is worth polling before the next time (inotify(7)); poll() empties it. -1: polled by the clock
  /// alone.
  [[nodiscard]] virtual int descriptor() const { return -1; }
};

}  // namespace sluss::connectors
