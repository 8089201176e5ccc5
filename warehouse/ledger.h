#pragma once
// Queries about runs, what they hold, and figures: the only SQL over meta.* and core.* beside the engine's and the
// models' (warehouse/ledger/, by subject: runs.cpp, run_details.cpp, held.cpp, figures.cpp; ledger_checks.h and
// ledger_needs.h have its checks.cpp and needs.cpp). Each is one SELECT or a few, on a reader that is not locked, at
// the moment that it reads (`as_of`) where figures and titles are concerned. The reader's thread. Errors are the
// reader's; what is not there is an empty answer, but for run() and run_named().

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fact.h"
#include "core/finding.h"
#include "core/ids.h"
#include "core/load_fate.h"
#include "core/period.h"
#include "core/raw_object.h"
#include "core/time.h"
#include "warehouse/records.h"
#include "warehouse/warehouse.h"

namespace sluss::warehouse::ledger {

// --- Runs

struct Run {
  RunRecord record;
  std::int64_t waiting = 0;  ///< series that it holds and that are not decided on
  std::int64_t moved = 0;    ///< series that it held, whose rows wait with a later run
};

struct LastRun {
  std::string job;
  core::RunId run;
  std::string status;
  core::Instant recorded_at;
  core::Instant began;  ///< the latest beginning of the job's runs
};

/// A run loads from a source; a release, a discard and a replay have numbers too.
enum class Cause : std::uint8_t { run, any };

/// The number of "12" and of "run:12"; nothing of another name.
[[nodiscard]] std::optional<core::RunId> run_number(std::string_view name);
/// "12", "run:12" or "last". Config class "usage.run": it is none of them, or there is no such run.
[[nodiscard]] core::Result<core::RunId> run_named(Reader& reader, std::string_view name);
/// Config class "usage.run": there is none.
[[nodiscard]] core::Result<Run> run(Reader& reader, core::RunId run);
/// The latest first, at most `most`.
[[nodiscard]] core::Result<std::vector<Run>> runs(Reader& reader, std::int64_t most);
/// The last run by which a job loaded from its source.
[[nodiscard]] core::Result<std::optional<RunRecord>> last_of(Reader& reader, std::string_view job);
/// Those of these numbers that there are, ascending.
[[nodiscard]] core::Result<std::vector<RunRecord>> runs_of(Reader& reader, const std::set<core::RunId>& numbers);
/// What each table took of a run, facts first.
[[nodiscard]] core::Result<std::vector<StreamCounts>> streams(Reader& reader, core::RunId run);
[[nodiscard]] core::Result<std::set<core::RunId>> run_numbers(Reader& reader);
[[nodiscard]] core::Result<std::int64_t> count_runs(Reader& reader);
/// By the jobs' names.
[[nodiscard]] core::Result<std::vector<LastRun>> last_of_each_job(Reader& reader, Cause cause = Cause::run);
/// 0: none yet.
[[nodiscard]] core::Result<core::RunId> last_run(Reader& reader);
/// The last one that was known at the moment that the reader reads.
[[nodiscard]] core::Result<std::optional<core::RunId>> last_run_known(Reader& reader);
/// The first one after `after` that loaded something of this origin.
[[nodiscard]] core::Result<std::optional<core::RunId>> newer_run(Reader& reader, std::string_view origin,
                                                                 core::RunId after);
/// When the last of them was recorded.
[[nodiscard]] core::Result<std::optional<core::Instant>> last_recorded(Reader& reader, Cause cause);
/// Whether a job has run more than once.
[[nodiscard]] core::Result<bool> any_ran_twice(Reader& reader);

/// The last run that filled a table, or found it unchanged; not one that holds what it read, or found it discarded.
struct LastFill {
  core::RunId run;
  std::int64_t rows = 0;  ///< that it left in the table
  std::string details;    ///< JSON
};
/// Of the table, or of this job, whichever table it filled.
[[nodiscard]] core::Result<std::optional<LastFill>> last_fill(Reader& reader, std::string_view table,
                                                              const std::optional<std::string>& job);
/// The last run by which a person has discarded this content of a table.
[[nodiscard]] core::Result<std::optional<core::RunId>> discarded_by(Reader& reader, std::string_view table,
                                                                    std::string_view content);
/// Of a table, in their order; none: there is no such table.
[[nodiscard]] core::Result<std::vector<std::string>> columns(Reader& reader, std::string_view schema,
                                                             std::string_view table);

// --- Details of a run

[[nodiscard]] core::Result<std::vector<core::Finding>> findings(Reader& reader, core::RunId run);
/// In the order of the raw objects, at most `most`.
[[nodiscard]] core::Result<std::vector<core::Reject>> rejects(Reader& reader, core::RunId run, std::int64_t most);

/// What a run fetched by one query.
struct QueryFetch {
  std::string query;
  std::int64_t objects = 0;
  std::int64_t bytes = 0;
  core::Instant last;
};
/// By the queries' texts, at most `most`.
[[nodiscard]] core::Result<std::vector<QueryFetch>> fetches_by_query(Reader& reader, core::RunId run,
                                                                     std::int64_t most);

struct FetchTotals {
  std::int64_t objects = 0;
  std::int64_t bytes = 0;
  std::vector<std::string> segments;  ///< of the archive, ascending
};
[[nodiscard]] core::Result<FetchTotals> fetch_totals(Reader& reader, core::RunId run);

/// A raw object, and the run that fetched it.
struct FetchedObject {
  core::RawObject object;  ///< without media_type and last_page, which the warehouse does not have
  core::RunId run;
  std::string details;  ///< the run's, JSON
};
enum class Loads : std::uint8_t {
  all,
  taken,  ///< of those that were not as expected those alone of which something applies
};
/// The object of this query that a run of this job fetched last from this source; of several pages the last one.
[[nodiscard]] core::Result<std::optional<FetchedObject>> last_fetched(Reader& reader, std::string_view job,
                                                                      std::string_view source, std::string_view query,
                                                                      Loads loads = Loads::all);

/// Loads of which something was held, by their runs: of each what became of that, whatever loaded it again, a replay
/// too, decides on.
using HeldLoads = std::map<core::RunId, core::LoadFate>;
/// All of them. The reader's thread; its errors.
[[nodiscard]] core::Result<HeldLoads> held_loads(Reader& reader);

/// A load of a query: its last object, and what became of it.
struct FetchedLoad {
  FetchedObject fetched;
  core::LoadFate fate;
};
/// Of this job's runs from this source, ascending by run. `held`: held_loads(). The reader's thread; its errors.
[[nodiscard]] core::Result<std::vector<FetchedLoad>> loads_of(Reader& reader, std::string_view job,
                                                              std::string_view source, std::string_view query,
                                                              const HeldLoads& held);

/// Whether a run has read a segment of the archive.
[[nodiscard]] core::Result<bool> is_segment_read(Reader& reader, std::string_view segment);

struct LastEntry {
  std::int64_t number = 0;  ///< 0: none
  std::string hash;
};
/// Of the journal, as meta.audit has it; none in a warehouse that an older program wrote.
[[nodiscard]] core::Result<LastEntry> last_audit(Reader& reader);
/// Ascending; only number, time, kind, who, body and hash.
[[nodiscard]] core::Result<std::vector<AuditRow>> audit(Reader& reader);

// --- What is held

struct HeldEntry {
  core::RunId run;
  std::string job;
  std::string source;
  core::Instant recorded_at;
  std::string title;  ///< of the indicator, or its id
  HeldSeries series;
  std::string state;  ///< "waiting", "moved", "released", "discarded", "replaced"
  std::optional<core::RunId> decided_by;
  std::optional<core::Instant> decided_at;
  std::optional<core::RunId> moved_to;  ///< the run that its rows wait with, or were decided with
  /// Of a moved one its rows there; of one that was released or discarded how many of this run's rows were. Nothing:
  /// a table's, or an older program decided.
  std::optional<std::int64_t> waited_rows;
};

enum class HeldOrder : std::uint8_t {
  by_run,       ///< and series
  latest_first  ///< the latest run's, by their titles
};

[[nodiscard]] core::Result<std::int64_t> count_waiting(Reader& reader);
[[nodiscard]] core::Result<std::vector<HeldEntry>> waiting(Reader& reader, HeldOrder order, std::int64_t most);
/// The latest decision first; not what has moved.
[[nodiscard]] core::Result<std::vector<HeldEntry>> decided(Reader& reader, std::int64_t most);
/// By series.
[[nodiscard]] core::Result<std::vector<HeldEntry>> held(Reader& reader, core::RunId run);
[[nodiscard]] core::Result<std::optional<HeldEntry>> held(Reader& reader, core::RunId run, std::string_view series);
/// Their names alone, ascending.
[[nodiscard]] core::Result<std::vector<std::string>> waiting_series(Reader& reader, core::RunId run);
/// Nothing: it was never held.
[[nodiscard]] core::Result<std::optional<std::string>> title_of_held(Reader& reader, std::string_view series);

// --- Prepared datasets

struct ModelState {
  std::string name;
  std::int64_t rows = 0;
  std::string content;    ///< a sum over its rows
  core::RunId refreshed;  ///< the run whose data it shows
  std::optional<core::Instant> refreshed_at;
  bool stale = false;                            ///< newer figures are there than it was computed from
  std::optional<core::Instant> changed_at = {};  ///< when the run was committed since which its content is the same
};
/// By name.
[[nodiscard]] core::Result<std::vector<ModelState>> models(Reader& reader);

// --- Figures

/// Versions of figures that no other has replaced, as the warehouse is now, whatever the reader's moment.
[[nodiscard]] core::Result<std::int64_t> open_versions(Reader& reader);

struct FigureKey {
  std::string indicator;
  std::string area;
  std::int32_t period = 0;               ///< core::Period's code
  std::optional<core::PeriodKind> kind;  ///< nothing: whichever the indicator has
  std::optional<core::Gender> gender;    ///< nothing: all
};

/// A version of a figure, and where it came from.
struct Version {
  struct RunInfo {
    std::string job;
    std::string cause;
    core::Instant started_at;
    std::string details;  ///< JSON
  };
  struct RawInfo {
    std::int64_t index = 0;
    std::string query;
    std::string request;
    std::int64_t page = 0;
    core::Instant fetched_at;
    std::string segment;
  };
  core::Gender gender = core::Gender::total;
  std::optional<std::string> unit;
  std::optional<double> value;
  core::Bound bound = core::Bound::exact;
  core::FactStatus status = core::FactStatus::final;
  std::optional<std::int64_t> count;
  core::Instant recorded_from;
  std::optional<core::Instant> recorded_to;  ///< nothing: it is open
  core::RunId run;
  std::optional<RunInfo> by;
  std::optional<std::string> sha256;  ///< of the raw object
  std::optional<RawInfo> raw;
};
/// By unit (areas as a whole first), gender and time; at most 10,000.
[[nodiscard]] core::Result<std::vector<Version>> lineage(Reader& reader, const FigureKey& key);

/// A figure of the own municipality that a run opened a version of.
struct NewFigure {
  std::string indicator;
  std::optional<std::string> title;  ///< short, where it has one
  std::int32_t period = 0;           ///< core::Period's code
  std::optional<core::PeriodKind> kind;
  std::string measure;
  std::optional<int> decimals;
  std::optional<double> value;
  core::Bound bound = core::Bound::exact;
  core::FactStatus status = core::FactStatus::final;
  bool revised = false;
  std::optional<double> old;  ///< that it took the place of
  core::Bound old_bound = core::Bound::exact;
  std::optional<double> earlier;  ///< of the period a year before
  core::Bound earlier_bound = core::Bound::exact;
};

struct News {
  std::string job;
  core::Instant recorded_at;
  std::string origin;
  std::string attribution;         ///< of the figures, else of the origin, as the datasets have it: session.source
  std::vector<NewFigure> figures;  ///< of all, not of women or men; at most 5,000
  std::int64_t removed = 0;        ///< figures that the run closed for good
  std::int64_t indicators = 0;     ///< that the municipality has figures of
};
enum class FirstLoad : std::uint8_t {
  is_no_news,  ///< of the first run of a job everything is new
  is_news,
};
/// Of both genders together and no unit. Nothing: it brought none. Needs a reader with a session.
[[nodiscard]] core::Result<std::optional<News>> news(Reader& reader, core::RunId run,
                                                     FirstLoad first_load = FirstLoad::is_no_news);

/// How an indicator was defined at last.
struct Definition {
  std::string indicator;
  std::optional<std::string> measure;
  std::optional<bool> by_gender;
};
/// Of an origin's indicators that have more than their id.
[[nodiscard]] core::Result<std::vector<Definition>> definitions(Reader& reader, std::string_view origin);
/// By id; those that have one.
[[nodiscard]] core::Result<std::map<std::string, std::string>> area_titles(Reader& reader,
                                                                           std::span<const std::string> areas);

/// An expression whose order is that of Swedish readers: å, ä, ö last, capitals and accents aside.
[[nodiscard]] std::string swedish_order(const std::string& expression);

}  // namespace sluss::warehouse::ledger
