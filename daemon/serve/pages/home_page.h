#pragma once
// "/": the jobs' state, how fresh the datasets are, and what waits for a person.

#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/time.h"
#include "daemon/serve/api/rejected_files.h"
#include "daemon/serve/door/operations.h"
#include "daemon/serve/pages/html.h"

namespace sluss::daemon::pages {

/// The last time that a job ran, however it went.
struct LastRun {
  core::RunId run;  ///< 0: it failed
  std::string status;
  core::Instant at;
  std::string error_code, error_class, error;
  std::int64_t entry = 0;   ///< of one that failed: the journal's entry, by which it is named
  std::int64_t errors = 0;  ///< findings of that severity, of one that went through
  std::string hold = {};    ///< of one of which all was held: api::whole_hold_state()
};

struct JobView {
  door::JobState state;
  std::optional<LastRun> last;
  std::optional<core::Instant> succeeded = {};   ///< when it last went through
  std::string source_title = {};                 ///< "Kolada"; empty: as the configuration calls it
  std::vector<api::RejectedFile> rejected = {};  ///< files, the latest first
  bool waits = false;                            ///< all that its last run changes waits for a decision
  bool of_files = false;                         ///< somebody puts files in for it
};

/// What a dataset reads.
struct JobCheckView {
  std::string job;
  bool scheduled = false;                ///< else it runs on request only
  std::optional<core::Instant> checked;  ///< when it last queried the source with success
};
struct SourceView {
  std::string name;  ///< Swedish: "Kolada", "tabellen beslut"
  std::optional<core::Instant>
      checked;  ///< when it was last queried with success, by the job that did so the longest ago
  std::vector<JobCheckView> jobs = {};  ///< that query it, where they are several
  std::string by = {};                  ///< of those, the one that makes it so old
};
/// "jobbet kolada": which of several jobs makes a dataset as old as it is. Empty: no one of several does.
[[nodiscard]] std::string oldest_job(const std::vector<SourceView>& sources, std::optional<core::Instant> checked);
/// "Kolada, tabellen beslut", "jobbet natten": those that have never been queried with success, and of a source that
/// has been, the scheduled jobs that never have. Empty: there is none.
[[nodiscard]] std::string never_fetched(const std::vector<SourceView>& sources);

/// A series that waits for a decision.
struct WaitingView {
  core::RunId run;
  std::string series;
  std::string title;
  std::string file = {};  ///< that the run read; empty: its source is none
  bool whole = false;     ///< all that the run changes waits
};

struct DatasetView {
  std::string name;
  std::string title;
  std::string purpose;
  std::optional<std::int64_t> rows;
  std::optional<core::Instant> changed;   ///< when its content last changed
  std::optional<core::Instant> checked;   ///< when its sources were last queried with success, the oldest of them
  bool stale = false;                     ///< newer figures are there than it was computed from
  std::vector<SourceView> sources = {};   ///< that it reads
  std::vector<WaitingView> waiting = {};  ///< that would change it
  bool report = false;                    ///< its Excel file has a report table
};

struct ComingView {
  std::string title;
  std::string period;
  std::string kind;  ///< "preliminär", "slutlig"
  core::Day day;
};

struct HomeView {
  core::Instant now;
  bool ready = true;
  std::string why_not;
  bool loaded = true;            ///< a run has gone through
  bool calendar_fetched = true;  ///< the calendar of publications has been fetched with success
  std::vector<JobView> jobs;
  std::vector<door::DaemonState::UnclaimedFiles> unclaimed = {};
  std::vector<core::Error> troubles = {};  ///< of sources: DaemonState::blind
  std::vector<DatasetView> datasets;
  std::vector<WaitingView> waiting;
  std::int64_t late = 0;  ///< announced figures that have not come
  std::vector<ComingView> coming;
  bool may_operate = false;
  std::string token;
};

[[nodiscard]] Html home_page(const HomeView& view);

/// The question before a job is paused.
[[nodiscard]] Html pause_page(const door::JobState& job, const std::string& token);

}  // namespace sluss::daemon::pages
