#include "warehouse/duckdb/writer.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "core/duckdb/duckdb.h"
#include "core/kill_point.h"
#include "core/open_rows.h"
#include "core/text.h"
#include "warehouse/duckdb/group_rights.h"
#include "warehouse/duckdb/held.h"
#include "warehouse/duckdb/merge_store.h"
#include "warehouse/duckdb/migrations.h"
#include "warehouse/duckdb/models.h"
#include "warehouse/duckdb/newer_file.h"
#include "warehouse/duckdb/put.h"
#include "warehouse/duckdb/run_records.h"
#include "warehouse/duckdb/stored_keys.h"
#include "warehouse/duckdb/views.h"
#include "warehouse/merge/merge.h"

namespace sluss::warehouse::duckdb {

namespace {

using core::duckdb::Connection;
using core::duckdb::Database;

core::duckdb::Options database_options(const Options& options, const std::filesystem::path& file) {
  return {.path = file.string(), .memory_limit = options.memory_limit, .threads = 1, .spill = options.spill_place()};
}

class DuckDbWriter final : public Writer {
 public:
  DuckDbWriter(core::Files& files, Options options, WriterLock lock)
      : files_(files),
        options_(std::move(options)),
        generations_(files, options_.folder, options_.generations, options_.numbers_above),
        lock_(std::move(lock)) {}
  DuckDbWriter(const DuckDbWriter&) = delete;
  DuckDbWriter& operator=(const DuckDbWriter&) = delete;
  ~DuckDbWriter() override {
    if (committed_) return;
    close();
    if (number_ > 0) abandon();
  }

  core::Result<> begin();

  [[nodiscard]] core::Result<core::RunId> next_run(core::RunId least) override {
    const auto last = SLUSS_TRY(connection_->number("select coalesce(max(run_id), 0) from meta.run"));
    return core::RunId{std::max(last + 1, least.value)};
  }

  [[nodiscard]] core::Result<core::Instant> recorded_at(core::Instant now) override {
    const auto last = SLUSS_TRY(connection_->number("select coalesce(max(epoch_us(recorded_at)), 0) from meta.run"));
    return std::max(now, core::Instant{last + 1});
  }

  core::Result<RowCounts> put(const Table& table, const Fill& batches, const Scope& scope, core::RunId run,
                              core::Instant at) override {
    SLUSS_TRY(core::check_open(table.columns));
    return table.keep == Keep::replaced ? put_replaced(*connection_, table, batches)
                                        : put_versioned(*connection_, table, batches, scope, run, at);
  }

  core::Result<MergeOutcome> merge(StagedFacts& facts, const MergeOptions& options, core::RunId run, core::Instant at,
                                   std::stop_token stop) override;

  core::Result<std::unique_ptr<StagedFacts>> held_facts(core::RunId run, std::optional<std::string> series) override {
    return HeldFacts::open(*connection_, run, std::move(series));
  }
  core::Result<std::int64_t> drop_held(core::RunId run, std::optional<std::string> series, Dropped dropped,
                                       core::RunId by, core::Instant at) override {
    return duckdb::drop_held(*connection_, run, series, dropped, by, at);
  }

  core::Result<> hold_series(core::RunId run, const HeldSeries& series) override {
    return put_held_series(*connection_, run, series);
  }
  core::Result<> supersede_held(const std::string& series, core::RunId by, core::Instant at) override {
    return connection_->execute(
        "update meta.held_series set state = 'replaced', decided_by = " + std::to_string(by.value) +
        ", decided_at = " + timestamp_sql(at) + " where state = 'waiting' and series = " + core::sql_text(series));
  }

  core::Result<> put_raw_objects(core::RunId run, std::span<const RawObjectRow> rows) override {
    return duckdb::put_raw_objects(*connection_, run, rows);
  }
  core::Result<> put_checkpoints(core::RunId run, std::span<const CheckpointRow> rows) override {
    return duckdb::put_checkpoints(*connection_, run, rows);
  }
  core::Result<> put_rejects(core::RunId run, std::span<const core::Reject> rows) override {
    return duckdb::put_rejects(*connection_, run, rows);
  }
  core::Result<> put_findings(core::RunId run, std::span<const core::Finding> rows) override {
    return duckdb::put_findings(*connection_, run, rows);
  }
  core::Result<> put_run(const RunRecord& run) override {
    SLUSS_TRY(duckdb::put_run(*connection_, run));
    ++runs_;
    return {};
  }
  [[nodiscard]] core::Result<std::int64_t> last_audit() override { return duckdb::last_audit(*connection_); }
  core::Result<> put_audit(std::span<const AuditRow> rows) override { return duckdb::put_audit(*connection_, rows); }
  core::Result<> mark_models_dirty(core::RunId run) override {
    return connection_->execute("update meta.model set dirty_since_run = coalesce(dirty_since_run, " +
                                std::to_string(run.value) + ")");
  }
  core::Result<> mark_models_dirty(core::RunId run, const std::vector<std::string>& names) override {
    for (const auto& name : names) {
      SLUSS_TRY(connection_->execute("update meta.model set dirty_since_run = coalesce(dirty_since_run, " +
                                     std::to_string(run.value) + ") where name = " + core::sql_text(name)));
    }
    return {};
  }
  core::Result<std::vector<RefreshedModel>> refresh_models(const Session& session, core::RunId run,
                                                           core::Instant now) override {
    return duckdb::refresh_models(*connection_, session, run, now);
  }
  core::Result<> execute(const std::string& sql) override { return connection_->execute(sql); }
  core::Result<> commit() override;

 private:
  core::Result<> commit_transaction();
  core::Result<> verify_committed();
  core::Result<> check_still_ours() const;
  void abandon();
  void close() {
    connection_.reset();
    database_.reset();
  }

  core::Files& files_;
  Options options_;
  Generations generations_;
  std::optional<WriterLock> lock_;
  int number_ = 0;
  std::string base_;                           ///< what `current` named when this began
  std::optional<WriterLock::Identity> draft_;  ///< the file that is written
  std::optional<Database> database_;
  std::optional<Connection> connection_;
  std::int64_t runs_ = 0;  ///< in meta.run, those put here included
  bool committed_ = false;
};

core::Result<> DuckDbWriter::begin() {
  number_ = SLUSS_TRY(generations_.next());
  const auto file = generations_.draft_of(number_);
  base_ = lock_->current();
  if (const auto current = generations_.current()) {
    if (options_.progress) options_.progress("copying the warehouse");
    SLUSS_TRY(files_.clone(generations_.file_of(*current), file));
  }
  SLUSS_KILL_POINT("warehouse.cloned");
  auto opened = Database::open(database_options(options_, file));
  if (!opened) return std::unexpected(of_opening(std::move(opened).error(), file));
  database_ = *std::move(opened);
  draft_ = lock_->identity_of(file.filename());
  SLUSS_TRY(check_still_ours());
  connection_ = SLUSS_TRY(database_->connect());
  SLUSS_TRY(connection_->execute("begin transaction"));
  SLUSS_TRY(migrate(*connection_, core::SystemClock().now(), options_.progress));
  SLUSS_KILL_POINT("warehouse.migrated");
  runs_ = SLUSS_TRY(connection_->number("select count(*) from meta.run"));
  return {};
}

core::Result<MergeOutcome> DuckDbWriter::merge(StagedFacts& facts, const MergeOptions& options, core::RunId run,
                                               core::Instant at, std::stop_token stop) {
  auto keys = SLUSS_TRY(load_keys(*connection_));
  auto store = SLUSS_TRY(MergeStore::open(*connection_, run, at, options.beside));
  auto outcome = SLUSS_TRY(merge::merge_facts(store, keys, facts, options, run, stop));
  SLUSS_TRY(put_new_keys(*connection_, keys, run, at));
  SLUSS_TRY(copy_raw_objects(*connection_, run, facts.earlier_raws()));
  return outcome;
}

core::Result<> DuckDbWriter::commit_transaction() {
  // After a failed statement DuckDB's COMMIT may succeed without committing. A broken transaction answers no question.
  if (auto alive = connection_->number("select 1"); !alive)
    return core::fail(core::ErrorClass::storage, "warehouse.transaction_broken",
                      "the transaction is broken by an earlier error: " + alive.error().what,
                      "the warehouse is unchanged; run it again");
  SLUSS_TRY(connection_->execute("commit"));
  SLUSS_KILL_POINT("warehouse.committed");
  SLUSS_TRY(verify_committed());
  SLUSS_TRY(connection_->execute("checkpoint"));
  SLUSS_KILL_POINT("warehouse.checkpointed");
  return {};
}

/// The folder that is locked is the warehouse's, the file that was written is in it, and no one has committed since.
core::Result<> DuckDbWriter::check_still_ours() const {
  SLUSS_TRY(lock_->check_unmoved());
  const auto named = lock_->identity_of(generations_.draft_of(number_).filename());
  if (!draft_ || named != draft_ || lock_->current() != base_) return lock_->replaced();
  return {};
}

void DuckDbWriter::abandon() {
  if (lock_->check_unmoved()) return generations_.abandon(number_);
  // The path leads to another folder now, whose files may have the same names.
  const auto draft = generations_.draft_of(number_).filename().string();
  lock_->remove(draft);
  lock_->remove(draft + ".wal");
}

core::Result<> DuckDbWriter::verify_committed() {
  auto other = SLUSS_TRY(database_->connect());
  const auto runs = other.number("select count(*) from meta.run");
  if (!runs || *runs != runs_)
    return core::fail(core::ErrorClass::storage, "warehouse.not_committed",
                      "the commit succeeded, and its rows are not there", "the warehouse is unchanged; run it again");
  return {};
}

core::Result<> DuckDbWriter::commit() {
  SLUSS_KILL_POINT("meta.written");
  if (options_.progress) options_.progress("writing the warehouse");
  SLUSS_TRY(commit_transaction());
  close();
  const auto file = generations_.draft_of(number_);
  const std::filesystem::path log(file.string() + ".wal");
  if (files_.exists(log))
    return core::fail(core::ErrorClass::storage, "warehouse.log_left",
                      "after its checkpoint the new generation still has a log",
                      "the warehouse is unchanged; run it again", core::Place{.file = log.string()});
  SLUSS_TRY(check_still_ours());
  set_rights(files_, options_, file);
  SLUSS_TRY(generations_.commit(number_));
  committed_ = true;
  lock_.reset();
  SLUSS_KILL_POINT("warehouse.published");
  return {};
}

}  // namespace

core::Result<std::unique_ptr<Writer>> open_writer(core::Files& files, const Options& options, WriterLock lock) {
  auto writer = std::make_unique<DuckDbWriter>(files, options, std::move(lock));
  SLUSS_TRY(writer->begin());
  return writer;
}

}  // namespace sluss::warehouse::duckdb
