#pragma once
// What people are notified of. A condition lasts (a disk is low, a series waits); news happens once (new figures). The
// texts in events are names from the configuration and from public catalogues, and errors' own words: no person, no
// secret. docs/notifications.md lists the events and their contents.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.h"
#include "core/fact.h"
#include "core/time.h"
#include "daemon/serve/notify/file_read.h"

namespace sluss::daemon::notify {

enum class EventKind : std::uint8_t {
  run_failed,
  job_late,
  series_held,
  disk_low,
  state_damaged,
  deadline,
  expiry,
  delivery_failed,
  new_figures
};

/// "run_failed": as in the configuration and in webhooks.
[[nodiscard]] constexpr std::string_view name_of(EventKind kind) {
  switch (kind) {
    case EventKind::run_failed:
      return "run_failed";
    case EventKind::job_late:
      return "job_late";
    case EventKind::series_held:
      return "series_held";
    case EventKind::disk_low:
      return "disk_low";
    case EventKind::state_damaged:
      return "state_damaged";
    case EventKind::deadline:
      return "deadline";
    case EventKind::expiry:
      return "expiry";
    case EventKind::delivery_failed:
      return "delivery_failed";
    case EventKind::new_figures:
      break;
  }
  return "new_figures";
}

/// The last run of a job failed, and every run since; or it refused a file, and no later one has been loaded.
struct RunFailed {
  std::string job;
  core::Error error;
  core::Instant failed_at;
  std::int64_t failures = 1;  ///< in a row
  std::optional<core::Instant> last_success;
  std::optional<core::Instant> next_try;
  std::optional<FileRefused> file = {};  ///< it failed because of it, and the job itself goes on
};

/// No success though it was expected.
struct JobLate {
  std::string job;
  core::Instant expected_by;
  std::optional<core::Instant> last_success;
  std::vector<std::string> awaited;  ///< titles of what the source has announced and not published; else the job did
                                     ///< not run
};

struct HeldSeries {
  std::string series;  ///< "kolada:N15428"
  std::string title;
  std::string gate;  ///< "revised_share", "ratio", "gone", "definition", "no_values", "expectation", "run"
};
/// Rows that wait with a run, of which run they are.
struct WaitingRows {
  std::int64_t run = 0;              ///< that brought them
  std::string file;                  ///< that it read; empty: its source is none
  std::vector<std::string> periods;  ///< ascending: "2024", "2025Q1"
  std::int64_t rows = 0;
  bool operator==(const WaitingRows&) const = default;
};
/// Series of a run wait for a person.
struct SeriesHeld {
  std::string job;
  std::int64_t run = 0;
  std::vector<HeldSeries> series;
  std::optional<FileRead> file = {};   ///< that the run read
  std::vector<std::string> why = {};   ///< what the load was expected to satisfy and does not: Swedish sentences
  std::vector<WaitingRows> rows = {};  ///< where rows of an earlier run wait with it: all that wait
};

struct DiskLow {
  std::string folder;
  std::uint64_t free_bytes = 0;
  std::uint64_t least_bytes = 0;
  bool stopped = false;  ///< no run begins
};

/// What is kept is not there, or not what was written.
struct StateDamaged {
  std::string kept;  ///< "warehouse", "archive", "journal"
  core::Error error;
};

/// Reported at each step that is passed: 14, 7, 3, 1 and 0 days before, and when it has passed.
struct Deadline {
  std::string name;
  core::Day due;
};

enum class ExpiryKind : std::uint8_t { certificate, credential };
/// Reported at each step that is passed: 30, 14, 7, 3, 1 and 0 days before, and when it has expired.
struct Expiry {
  ExpiryKind what = ExpiryKind::certificate;
  std::string name;  ///< of the file or the credential, never its content
  core::Instant expires;
};

/// The last run that was to deliver a dataset to a target could not.
struct DeliveryFailed {
  std::string dataset;
  std::string to;        ///< the target as configured; it holds no secret
  std::int64_t run = 0;  ///< after which it was to be delivered
  core::Instant failed_at;
  core::Error error;
};

/// One figure of the own municipality that is new or other than before.
struct Figure {
  std::string indicator;  ///< "kolada:N15428"
  std::string title;      ///< the name in reports, else the source's
  std::string period;     ///< "2025"
  std::string measure;    ///< "%", "kr/inv"; may be empty
  std::optional<int> decimals;
  std::optional<double> value;  ///< nothing: the source has a status instead of a figure
  core::Bound bound = core::Bound::exact;
  std::string status;            ///< Swedish, shown when there is no value: "saknas", "skyddad"
  std::optional<double> before;  ///< a new figure: the period before; a revised one: its value before
  core::Bound before_bound = core::Bound::exact;
  bool revised = false;
};
/// A run that brought something. News.
struct NewFigures {
  std::string job;
  std::int64_t run = 0;
  core::Instant recorded_at;
  std::int64_t selected = 0;  ///< indicators that the job selects; 1 is spoken of as "ert nyckeltal"
  std::vector<Figure> figures;
  std::string attribution;                      ///< "Källa: Kolada"
  std::int64_t removed = 0;                     ///< figures that the source has taken away
  std::vector<std::string> files;               ///< paths of the prepared files
  std::vector<std::string> released = {};       ///< names of the files that waited, and that the run let through
  std::vector<WaitingRows> released_rows = {};  ///< how many of which run, without their periods
};

using Event =
    std::variant<RunFailed, JobLate, SeriesHeld, DiskLow, StateDamaged, Deadline, Expiry, DeliveryFailed, NewFigures>;

[[nodiscard]] EventKind kind_of(const Event& event);

}  // namespace sluss::daemon::notify
