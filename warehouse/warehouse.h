#pragma once
// The contract of a warehouse: bitemporal facts, versioned dimensions, and what a run records about itself, in one
// transaction. DuckDB is the first engine (warehouse/duckdb); another follows by implementing these, passing
// tests/integration/warehouse_contract*, and a line in warehouse/engines.cpp.

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/batch.h"
#include "core/coverage.h"
#include "core/error.h"
#include "core/fact.h"
#include "core/files.h"
#include "core/ids.h"
#include "warehouse/as_of.h"
#include "warehouse/gate_limits.h"
#include "warehouse/records.h"
#include "warehouse/table.h"
#include "warehouse/upkeep.h"

namespace sluss::warehouse {

using core::Coverage;

/// A raw object that an earlier run read.
struct EarlierRaw {
  core::RunId run;
  std::int64_t index = -1;  ///< RawObjectRow::index there; below 0: absence, which is read from no object
};

/// The staged facts of a run, in blocks of indicators. The run's staging implements it; merging reads each block once,
/// in any order of rows within it. blocks() and block() are called from one thread at a time, not always the same one.
class StagedFacts {
 public:
  virtual ~StagedFacts() = default;
  [[nodiscard]] virtual std::size_t blocks() const = 0;
  /// All facts of a disjoint set of indicators. The vector is the caller's to sort.
  [[nodiscard]] virtual core::Result<std::vector<core::Fact>> block(std::size_t index) = 0;
  [[nodiscard]] virtual const core::FactNames& names() const = 0;
  /// block() reads through the connection that the merge writes with, so on the merge's own thread.
  [[nodiscard]] virtual bool one_thread() const { return false; }
  /// By Fact::raw, where the facts come of earlier runs: merging copies the objects, so that the new versions lead back
  /// to them. Empty: the run puts its own.
  [[nodiscard]] virtual std::vector<EarlierRaw> earlier_raws() const { return {}; }
};

/// One series (an indicator) that a gate holds, with its evidence.
struct HeldSeries {
  std::string series;  ///< IndicatorId's text, or "extract.beslut"
  std::string
      gate;  ///< "revised_share", "ratio", "gone", "definition", "no_values", a WholeHold's; of a table table_gates.h's
  std::int64_t known = 0, inserted = 0, revised = 0, deleted = 0, absent = 0;
  std::optional<double> ratio_median;  ///< of |new/old| over values with both
  std::string evidence;                ///< JSON: counts, shares, quantiles of the ratio, ten examples
  /// No gate held what this run brought of it: it waits because rows of this earlier run do, by that one's gate.
  std::optional<core::RunId> waits_with = {};
};

/// Of a run that is held as a whole: every change waits.
struct WholeHold {
  std::string gate = "run";  ///< or "expectation"
  std::string evidence;      ///< JSON, part of what each series of it shows; empty: none
};

struct MergeOptions {
  std::string origin;  ///< the prefix of its ids: "kolada"
  /// Other sources of the origin, by their names. What they loaded is not absent because this one lacks it, and what
  /// waits since a run of theirs stays waiting.
  std::vector<std::string> beside;
  bool yields = false;  ///< a replay: what they loaded stays unchanged
  /// The load comes before what was loaded since: it may only add. Where there is a figure that it has too, or that it
  /// covers, the merge fails with "run.overlaps", data class.
  bool late = false;
  std::vector<Coverage> coverage;  ///< empty: absence means nothing
  core::SameFigure same = core::SameFigure::exact;
  GateLimits gates;
  std::optional<WholeHold> hold_whole;
  std::vector<HeldSeries> hold;  ///< series that the run has found reason to hold (definition changed, no values)
  bool gates_off = false;        ///< release
  /// What waits because an earlier load was not as expected holds up nothing of this one (warehouse::passing_rules).
  bool passes_unmet = false;
  /// What a person has discarded is not taken in again (warehouse::given_rules).
  bool discarded_bars = true;
};

struct MergeOutcome {
  RowCounts rows;  ///< without read, rejected, filtered of the stages before
  std::vector<HeldSeries> held;
  std::vector<core::Finding> findings;  ///< e.g. the same key twice with different values
  bool changed = false;                 ///< a fact version was written or closed
  double closing_share = 0;             ///< of all open versions of the source, held ones included
};

/// A prepared dataset's SQL: one SELECT over core.*, meta.*, session.* and the models it depends on. Valid on every
/// engine.
struct Model {
  std::string name;  ///< mart.<name>
  std::string sql;
  std::vector<std::string> depends_on;  ///< other models
  std::string version;
};

/// What reading and refreshing need beside the warehouse: statements that fill the schema `session` (own municipality,
/// the comparison, config/indicators), run before any model. session.moment(known_at, now, today) is always
/// there.
struct Session {
  std::vector<std::string> statements;
  std::vector<Model> models;                       ///< in the order of their dependencies
  std::map<std::string, core::Error> broken = {};  ///< models that are not tried: what they failed by
};

struct RefreshedModel {
  std::string name;
  std::int64_t rows = 0;
  bool changed = false;                    ///< its content differs from before
  std::optional<core::Error> unmade = {};  ///< it could not be made, and is unchanged; it stays dirty
};

/// Why rows wait no more, and which of them are remembered: a value that is remembered is not held again, nor taken in.
enum class Dropped : std::uint8_t {
  released,       ///< none
  discarded,      ///< those of a series that a gate held, not those of a load that was not as expected
  discarded_all,  ///< all, as before warehouse::unmet_rules
};

/// The one writer: a transaction on a new generation. Everything or nothing; destroyed without commit(), nothing
/// happened.
class Writer {
 public:
  virtual ~Writer() = default;
  /// One more than any run in the warehouse or below `least`.
  [[nodiscard]] virtual core::Result<core::RunId> next_run(core::RunId least) = 0;
  /// max(now, the last run's + 1 µs)
  [[nodiscard]] virtual core::Result<core::Instant> recorded_at(core::Instant now) = 0;

  /// A load's rows of a table. Counted, with both equations; rows that come twice are duplicates (the last counts), and
  /// rows of a shared table that another origin loaded first are filtered where they differ. Errors: "column.sensitive"
  /// when a column is not open.
  virtual core::Result<RowCounts> put(const Table& table, const Fill& batches, const Scope& scope, core::RunId run,
                                      core::Instant recorded_at) = 0;

  /// Compares the staged facts with the open versions, block by block, and writes what differs. An indicator, area or
  /// unit that no dimension knows gets a key and a bare row.
  virtual core::Result<MergeOutcome> merge(StagedFacts& facts, const MergeOptions& options, core::RunId run,
                                           core::Instant recorded_at, std::stop_token stop) = 0;

  /// Held rows of a run (or one series of it) as staged facts; and their removal.
  virtual core::Result<std::unique_ptr<StagedFacts>> held_facts(core::RunId run, std::optional<std::string> series) = 0;
  virtual core::Result<std::int64_t> drop_held(core::RunId run, std::optional<std::string> series, Dropped dropped,
                                               core::RunId by, core::Instant) = 0;

  /// A table that waits: nothing of it is written. Its rows stay in the archive.
  virtual core::Result<> hold_series(core::RunId, const HeldSeries&) = 0;
  /// What waited of a series since earlier runs is decided by this one, which loaded it again.
  virtual core::Result<> supersede_held(const std::string& series, core::RunId by, core::Instant) = 0;

  virtual core::Result<> put_raw_objects(core::RunId, std::span<const RawObjectRow>) = 0;
  virtual core::Result<> put_checkpoints(core::RunId, std::span<const CheckpointRow>) = 0;
  virtual core::Result<> put_rejects(core::RunId, std::span<const core::Reject>) = 0;
  virtual core::Result<> put_findings(core::RunId, std::span<const core::Finding>) = 0;
  virtual core::Result<> put_run(const RunRecord&) = 0;
  /// The last entry of the journal that meta.audit has, 0 when none.
  [[nodiscard]] virtual core::Result<std::int64_t> last_audit() = 0;
  /// Those after last_audit(), ascending.
  virtual core::Result<> put_audit(std::span<const AuditRow>) = 0;
  /// Models that depend on facts are stale from this run on.
  virtual core::Result<> mark_models_dirty(core::RunId) = 0;
  /// Of these names only: models over a table that changed. Who depends on them follows when their content changes.
  virtual core::Result<> mark_models_dirty(core::RunId, const std::vector<std::string>& names) = 0;

  /// Fills the tables mart.* that are dirty, or whose model's version or text changed. One that cannot be made (a table
  /// that is not there yet, a column that is gone) leaves itself and those that depend on it unchanged. Errors:
  /// "dataset.unmade" with the model as its place's field, when the transaction is broken by it: try again with it in
  /// Session::broken. `now` is what "late" is computed
  /// against in the stored tables; a Reader computes its own.
  virtual core::Result<std::vector<RefreshedModel>> refresh_models(const Session& session, core::RunId,
                                                                   core::Instant now) = 0;

  /// Runs a statement inside the transaction (models, contract tests).
  virtual core::Result<> execute(const std::string& sql) = 0;

  /// Commits the transaction, checkpoints, closes, syncs, moves `current`. After success everyone reads the new state.
  virtual core::Result<> commit() = 0;
};

/// A consistent state to read. Never blocks a writer and is never blocked.
class Reader {
 public:
  virtual ~Reader() = default;
  using RowConsumer = std::function<core::Result<>(const core::Batch&)>;
  /// One SELECT. `header` is called once, `rows` per chunk. Columns come as Batch types.
  virtual core::Result<> select(const std::string& sql,
                                const std::function<core::Result<>(const core::Schema&)>& header,
                                const RowConsumer& rows, std::stop_token stop = {}) = 0;
  /// Small answers as text.
  virtual core::Result<std::vector<std::vector<std::optional<std::string>>>> rows(const std::string& sql) = 0;
  /// Its own name, to show: the generation's file.
  [[nodiscard]] virtual std::string name() const = 0;
};

struct ReadOptions {
  AsOf as_of;
  core::Instant now;    ///< what "pending" and "late" are computed against
  Session session;      ///< mart.* are views over what is known at as_of
  bool locked = false;  ///< for `query`: SELECT only, core, mart, extract only, no files, no settings
  std::chrono::milliseconds timeout = std::chrono::minutes(5);  ///< of each statement
  std::stop_token stop = {};  ///< ends statements of rows(), and those of select() that name no other
};

/// While one lives, readers stay open between uses where opening one costs more than that.
class ReadersKept {
 public:
  virtual ~ReadersKept() = default;
};

class Warehouse {
 public:
  virtual ~Warehouse() = default;
  /// Removes orphans, checks the current generation, falls back to the one before when it is damaged (with a finding),
  /// migrates forward. Call once before writing.
  virtual core::Result<std::vector<core::Finding>> start() = 0;
  /// busy class "warehouse.locked": who holds it, since when, what to do.
  virtual core::Result<std::unique_ptr<Writer>> writer(std::string_view who) = 0;
  virtual core::Result<std::unique_ptr<Reader>> reader(const ReadOptions& options) = 0;
  /// For what reads again and again: a run, a rebuild. Nothing where nothing is kept.
  [[nodiscard]] virtual std::unique_ptr<ReadersKept> keep_readers() { return nullptr; }
  /// Of a job's queries.
  virtual core::Result<std::vector<CheckpointRow>> checkpoints(std::string_view job) = 0;

  /// There is a state to read. False before the first start().
  [[nodiscard]] virtual bool exists() const = 0;
  /// Cheap: polled.
  [[nodiscard]] virtual Revision revision() const = 0;
  /// What represents the state that readers see: the place of errors that concern all of it, and whose owner and group
  /// are those of the figures.
  [[nodiscard]] virtual core::Place place() const = 0;
  /// What cannot be examined is not counted.
  [[nodiscard]] virtual Bytes bytes() const = 0;
  /// The highest Revision::number that there is or was, committed or not; 0 when there was none.
  [[nodiscard]] virtual core::Result<std::int64_t> highest_number() const = 0;
  /// Reads everything that is kept and compares it with its sums; writes nothing.
  virtual core::Result<Verification> verify(const Pace& pace = {}) = 0;

  /// The schema that this program writes: "002-audit".
  [[nodiscard]] virtual std::string schema_name() const = 0;
  /// What start() would do to the schema, done to a copy that is removed again. Errors: "warehouse.newer_schema",
  /// "warehouse.migration_changed", "warehouse.migration_failed", and what a full disk gives.
  virtual core::Result<MigrationTrial> try_migrations(const Steps& steps = {}) = 0;

  /// The writer's lock without a writer. Its place is there. Errors as writer().
  virtual core::Result<std::unique_ptr<WriteLock>> lock(std::string_view who) = 0;
  virtual core::Result<Snapshot> snapshot() = 0;
  /// Of a snapshot whose parts were put into the folder of a warehouse that has no state yet: it is the one to read.
  virtual core::Result<> adopt(std::string_view snapshot) = 0;
  /// Opens the state that readers see and refuses a newer or changed schema. Returns the number of its last run.
  /// Storage class "warehouse.damaged" when it does not open.
  virtual core::Result<std::int64_t> last_run() = 0;
  /// What start() has set aside as damaged in `older` may be the last copy of something: it is moved here. No error
  /// when there is no such folder.
  virtual core::Result<> inherit(const std::filesystem::path& older) = 0;
};

}  // namespace sluss::warehouse
