#pragma once
// The operations of a daemon that serves, for people and machines: the door (daemon/serve/door), the pages
// (daemon/serve/pages) and the command line over the socket all go through it. Any thread; each call returns soon: a
// run is begun, not waited for.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/time.h"

namespace sluss::daemon::door {

/// A job as the scheduler sees it, its fields grouped by what they are about.
struct JobState {  // NOLINT(clang-analyzer-optin.performance.Padding)
  std::string job;
  std::string source;
  std::string schedule;  ///< as configured: "Mon..Fri 06:15 Europe/Stockholm", "every 6h", "publication", ""
  bool running = false;
  std::optional<core::Instant> running_since;
  std::int64_t pages = 0, pages_expected = 0, rows = 0;  ///< of the run under way
  std::optional<core::Instant> next;                     ///< when the next slot begins
  bool requested = false;                                ///< by run(), and waits for room
  std::int64_t ended = 0;  ///< how many of its runs have ended since the daemon began, however they ended
  bool paused = false;
  std::optional<core::Instant> paused_until;
  bool failing = false;       ///< the last run failed
  std::int64_t failures = 0;  ///< in a row
  std::string last_error;     ///< its code
  bool late = false;          ///< no success though its expected_by, or an announced publication, has passed
};

struct DaemonState {
  int pid = 0;
  core::Instant since;
  bool ready = false;          ///< takes runs and answers
  std::string why_not;         ///< "the daemon ends", …; empty when ready
  std::vector<JobState> jobs;  ///< of the configuration
  bool draining = false;       ///< it ends, and takes no new runs
  struct RunningJob {
    std::string job;
    std::string cause;
    core::Instant since;
    std::int64_t pages = 0, pages_expected = 0, rows = 0;
  };
  std::vector<RunningJob> running;  ///< of jobs that the configuration no longer has, too
  std::vector<core::Error> blind;   ///< what of sources cannot be watched; by job, their `field`
  /// Files that lie at a source, and whose names no job takes.
  struct UnclaimedFiles {
    std::string job;    ///< whose watcher found them; others may share the place
    std::string place;  ///< a folder, or the address of a server
    std::int64_t count = 0;
    std::vector<std::string> names;  ///< of the first ones
    std::vector<std::string> taken;  ///< names that jobs there take, by example
  };
  std::vector<UnclaimedFiles> unclaimed;
  /// By job, where it is known: names of files that lie where refused ones were put away (connectors/watcher.h).
  std::map<std::string, std::vector<std::string>> refused;
  struct Reload {
    core::Instant at;
    std::string error;  ///< empty: taken
  };
  std::optional<Reload> reload;  ///< the last one
  std::string listen;            ///< the address that it has listened on since its start; empty: none
  /// The last try to send a message to this recipient failed.
  struct UnsentMessage {
    std::string kind;  ///< "mail" or "webhook"
    std::string to;    ///< the recipient's name in [[notify]]
    core::Instant at;
    std::string code;
  };
  std::vector<UnsentMessage> unsent;  ///< by status_json() alone: it is read from disk
};

/// The rebuilding of the warehouse, of which the daemon does one at a time.
struct RebuildState {
  bool running = false;    ///< requested, and not ended
  std::int64_t ended = 0;  ///< how many have ended since the daemon began, however they ended
  struct Outcome {
    std::int64_t runs = 0, releases = 0, discards = 0;  ///< applied again
    std::optional<core::Error> error;                   ///< it did not come to its end
    std::optional<core::Error> no_models;               ///< it did, and the models were not made
  };
  std::optional<Outcome> last;
};

/// Whether the daemon takes runs and answers.
struct Readiness {
  bool ready = false;
  std::string why_not;  ///< empty when ready
};

class Operations {
 public:
  virtual ~Operations() = default;
  /// At once, whatever else goes on: the door calls it on its loop.
  [[nodiscard]] virtual Readiness readiness() = 0;
  [[nodiscard]] virtual DaemonState state() = 0;
  /// What `sluss status --json` prints.
  [[nodiscard]] virtual std::string status_json() = 0;
  /// Prometheus' text format.
  [[nodiscard]] virtual std::string metrics() = 0;

  /// Begins at once, or as soon as there is room. Errors: usage class "job.unknown", busy class
  /// "run.already_running".
  [[nodiscard]] virtual core::Result<> run(std::string_view job, bool full, std::string_view who) = 0;
  /// No slot is served until resumed, or until the time given. Errors: "job.unknown".
  [[nodiscard]] virtual core::Result<> pause(std::string_view job, std::optional<core::Instant> until,
                                             std::string_view who) = 0;
  [[nodiscard]] virtual core::Result<> resume(std::string_view job, std::string_view who) = 0;
  /// Validates, then takes over. Errors: config class "serve.reload_refused" with every error of the configuration in
  /// its text; the old configuration stays then.
  [[nodiscard]] virtual core::Result<> reload(std::string_view who) = 0;
  /// Keys of the configuration that was taken which hold from the next start on: "control.listen".
  [[nodiscard]] virtual std::vector<std::string> waits_for_restart() { return {}; }
  /// Held rows of a run (`series`: one of them; nothing: all) are let through or dropped. Waits until it is done, and
  /// returns the number of the run that it made.
  [[nodiscard]] virtual core::Result<std::int64_t> release(std::int64_t run, std::optional<std::string> series,
                                                           std::string_view who) = 0;
  [[nodiscard]] virtual core::Result<std::int64_t> discard(std::int64_t run, std::optional<std::string> series,
                                                           std::string_view who) = 0;
  /// The warehouse is rebuilt from archive and journal: begun, not waited for. No run begins until it is done, those
  /// under way may end. Errors: busy class "rebuild.running", "serve.draining".
  [[nodiscard]] virtual core::Result<> rebuild(std::string_view who) = 0;
  [[nodiscard]] virtual RebuildState rebuild_state() = 0;
};

}  // namespace sluss::daemon::door
