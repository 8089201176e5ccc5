#pragma once
// Every metric, in one table: MetricValues, docs/metrics.md and the test of the alert rules read it. A new metric is a
// row here; a name that is not here does not compile where it is counted.
// Names follow https://prometheus.io/docs/practices/naming/: base units, counters end in _total. Those of the process
// are the ones that every program has which Prometheus scrapes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sluss::daemon::observe {

enum class Kind : std::uint8_t { counter, gauge, histogram };

[[nodiscard]] constexpr std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::counter:
      return "counter";
    case Kind::gauge:
      return "gauge";
    case Kind::histogram:
      break;
  }
  return "histogram";
}

/// Where the values of a label come from. Any other value is exported as "other", so that no metric grows with what
/// a source, a person or a fault may contain.
enum class Bound : std::uint8_t { words, version, job, source, dataset, credential, route };

struct Label {
  std::string_view name;
  Bound bound = Bound::words;
  std::array<std::string_view, 11> words = {};  ///< of Bound::words; empty ones do not count
};

/// Upper bounds, in seconds: a run that finds nothing new takes less than one, a first load an hour or more.
inline constexpr std::array<double, 13> duration_buckets = {0.05, 0.1, 0.25, 0.5,  1,     5,    15,
                                                            60,   300, 900,  3600, 10800, 28800};
/// Of an answer: most are made of what is in memory, a dataset's file may take as long as the door lets it.
inline constexpr std::array<double, 11> answer_buckets = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60};
constexpr std::size_t most_buckets = duration_buckets.size();

struct Metric {
  std::string_view name;
  Kind kind;
  std::string_view measure;
  std::array<Label, 2> labels;                         ///< those without a name do not count
  std::string_view help;                               ///< one English sentence
  std::span<const double> buckets = duration_buckets;  ///< of a histogram; at most most_buckets

  [[nodiscard]] constexpr std::size_t label_count() const {
    std::size_t count = 0;
    while (count < labels.size() && !labels[count].name.empty()) ++count;
    return count;
  }
};

constexpr std::string_view other = "other";

namespace label {
constexpr Label version{"version", Bound::version};
constexpr Label job{"job_name", Bound::job};  // "job" is what Prometheus calls the scraped target
constexpr Label source{"source", Bound::source};
constexpr Label dataset{"dataset", Bound::dataset};
constexpr Label credential{"credential", Bound::credential};
constexpr Label route{"route", Bound::route};
constexpr Label answer_status{"status", Bound::words, {"2xx", "3xx", "4xx", "5xx"}};
constexpr Label run_status{"status", Bound::words, {"done", "unchanged", "held", "failed", "cancelled"}};
constexpr Label row_outcome{
    "outcome",
    Bound::words,
    {"read", "inserted", "revised", "unchanged", "deleted", "absent", "rejected", "filtered", "duplicate", "held"}};
constexpr Label request_outcome{"outcome", Bound::words, {"answered"}};
constexpr Label channel{"channel", Bound::words, {"mail", "webhook"}};
constexpr Label notification_outcome{"outcome", Bound::words, {"sent", "failed"}};
constexpr Label delivery_outcome{"outcome", Bound::words, {"written", "unchanged", "failed"}};
constexpr Label reload_outcome{"outcome", Bound::words, {"loaded", "refused"}};
constexpr Label kept{"kept", Bound::words, {"warehouse", "archive", "journal"}};
constexpr Label folder{"folder", Bound::words, {"state", "warehouse"}};
}  // namespace label

// clang-format off: a table
constexpr std::array metrics = {
    Metric{"sluss_build_info", Kind::gauge, "1", {label::version},
           "Always 1; the label is the version that runs."},
    Metric{"sluss_start_timestamp_seconds", Kind::gauge, "seconds since 1970", {},
           "When the daemon started."},
    Metric{"sluss_ready", Kind::gauge, "0 or 1", {},
           "1 while the daemon takes runs and answers, as /readyz says."},
    Metric{"sluss_configuration_reloads_total", Kind::counter, "reloads", {label::reload_outcome},
           "Reloads of the configuration; a refused one leaves the old configuration in force."},
    Metric{"sluss_runs_active", Kind::gauge, "runs", {},
           "Runs under way."},
    Metric{"sluss_runs_total", Kind::counter, "runs", {label::job, label::run_status},
           "Runs that ended, by how they ended."},
    Metric{"sluss_run_duration_seconds", Kind::histogram, "seconds", {label::job},
           "How long runs took, from claim to commit, or to failure."},
    Metric{"sluss_rows_total", Kind::counter, "rows", {label::job, label::row_outcome},
           "Rows of committed runs, by what became of them."},
    Metric{"sluss_rejects", Kind::gauge, "rows", {label::job},
           "Rows that the job's last run rejected. Absent until there has been one."},
    Metric{"sluss_job_last_success_timestamp_seconds", Kind::gauge, "seconds since 1970", {label::job},
           "When the last run that did not fail was committed. Absent until there has been one."},
    Metric{"sluss_job_next_slot_timestamp_seconds", Kind::gauge, "seconds since 1970", {label::job},
           "When the job runs next. Absent for a job without a schedule and for a paused one."},
    Metric{"sluss_job_failing", Kind::gauge, "0 or 1", {label::job},
           "1 while the job's last run is one that failed."},
    Metric{"sluss_job_late", Kind::gauge, "0 or 1", {label::job},
           "1 while the job has no success though its expected_by has passed."},
    Metric{"sluss_job_behind", Kind::gauge, "0 or 1", {label::job},
           "1 while `sluss status` calls the job late: by its expected_by, or without one by the slots of its own schedule."},
    Metric{"sluss_publications_late", Kind::gauge, "figures", {label::job},
           "Figures that the job's source has announced for days that are over and had not published when the job last asked, after those days; held ones have come."},
    Metric{"sluss_held_series", Kind::gauge, "series", {label::source},
           "Series that wait for a person to release or discard them."},
    Metric{"sluss_held_oldest_timestamp_seconds", Kind::gauge, "seconds since 1970", {label::source},
           "When the run was committed that holds the series which has waited longest. Absent while none waits."},
    Metric{"sluss_dataset_refreshed_timestamp_seconds", Kind::gauge, "seconds since 1970", {label::dataset},
           "When the run that the dataset stands for was committed."},
    Metric{"sluss_dataset_stale", Kind::gauge, "0 or 1", {label::dataset},
           "1 while a later run has changed what the dataset is made of and it has not been refreshed."},
    Metric{"sluss_deliveries_total", Kind::counter, "deliveries", {label::dataset, label::delivery_outcome},
           "Deliveries of [[publish]], by what became of them."},
    Metric{"sluss_warehouse_generation", Kind::gauge, "number", {},
           "The number of the generation that readers see."},
    Metric{"sluss_warehouse_bytes", Kind::gauge, "bytes", {},
           "The size of the generation that readers see."},
    Metric{"sluss_archive_bytes", Kind::gauge, "bytes", {},
           "The size of the archive of raw objects."},
    Metric{"sluss_state_damaged", Kind::gauge, "0 or 1", {label::kept},
           "1 while it is not there, or the last scrub found it to be other than what was written."},
    Metric{"sluss_backup_last_success_timestamp_seconds", Kind::gauge, "seconds since 1970", {},
           "When the last backup was made that lacks nothing. Absent until there has been one."},
    Metric{"sluss_scrub_last_ended_timestamp_seconds", Kind::gauge, "seconds since 1970", {},
           "When all that is kept had last been read through. Absent until it has been."},
    Metric{"sluss_disk_free_bytes", Kind::gauge, "bytes", {label::folder},
           "Free space on the folder's disk, for the daemon's own user."},
    Metric{"sluss_disk_least_free_bytes", Kind::gauge, "bytes", {},
           "Below so much free space no run begins."},
    Metric{"sluss_requests_total", Kind::counter, "requests", {label::source, label::request_outcome},
           "Answers of sources that committed runs read, a page each; attempts that failed are not among them."},
    Metric{"sluss_request_bytes_total", Kind::counter, "bytes", {label::source},
           "Bytes received from sources, as they came over the wire."},
    Metric{"sluss_http_requests_total", Kind::counter, "requests", {label::route, label::answer_status},
           "Requests that the daemon answered, by the pattern of their address and the class of the status."},
    Metric{"sluss_http_request_seconds", Kind::histogram, "seconds", {label::route},
           "How long they took, from a request's first byte to its answer's last.", answer_buckets},
    Metric{"sluss_notifications_total", Kind::counter, "messages", {label::channel, label::notification_outcome},
           "Notifications, by whether they were handed over."},
    Metric{"sluss_credential_expires_timestamp_seconds", Kind::gauge, "seconds since 1970", {label::credential},
           "When a certificate or credential expires, for those whose day is known."},
    Metric{"process_cpu_seconds_total", Kind::counter, "seconds", {},
           "Processor time that the daemon has taken, in the program and in the kernel for it."},
    Metric{"process_resident_memory_bytes", Kind::gauge, "bytes", {},
           "Memory of the daemon that is resident in the machine's."},
    Metric{"process_open_fds", Kind::gauge, "descriptors", {},
           "Files, sockets and pipes that the daemon has open."},
    Metric{"process_max_fds", Kind::gauge, "descriptors", {},
           "So many it may have open. Absent when there is no limit."},
    Metric{"process_start_time_seconds", Kind::gauge, "seconds since 1970", {},
           "When the daemon's process began."},
};
// clang-format on

/// A metric's place in the table, made of its name when it is compiled; a name that is unknown or of another kind is an
/// error there.
template <Kind kind>
class Name {
 public:
  consteval Name(const char* name) : index_(find(name)) {}  // NOLINT(google-explicit-constructor): as a literal
  [[nodiscard]] constexpr std::size_t index() const { return index_; }

 private:
  static consteval std::size_t find(std::string_view name) {
    for (std::size_t i = 0; i < metrics.size(); ++i)
      if (metrics[i].name == name && metrics[i].kind == kind) return i;
    throw "no metric of this name and kind is in daemon/serve/observe/metrics.h";
  }
  std::size_t index_;
};
using Counter = Name<Kind::counter>;
using Gauge = Name<Kind::gauge>;
using Histogram = Name<Kind::histogram>;

}  // namespace sluss::daemon::observe
