#include "warehouse/duckdb/duckdb_warehouse.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "core/duckdb/duckdb.h"
#include "core/duckdb/path.h"
#include "core/file_type.h"
#include "core/kill_point.h"
#include "core/text.h"
#include "warehouse/duckdb/generations.h"
#include "warehouse/duckdb/group_rights.h"
#include "warehouse/duckdb/kept_readers.h"
#include "warehouse/duckdb/migration_trial.h"
#include "warehouse/duckdb/migrations.h"
#include "warehouse/duckdb/newer_file.h"
#include "warehouse/duckdb/snapshot.h"
#include "warehouse/duckdb/writer.h"
#include "warehouse/duckdb/writer_lock.h"

namespace sluss::warehouse::duckdb {

namespace {

constexpr auto a_moment = std::chrono::milliseconds(50);
constexpr std::chrono::milliseconds patience_with_the_first = std::chrono::seconds(10);

class DuckDbWriteLock final : public WriteLock {
 public:
  explicit DuckDbWriteLock(WriterLock lock) : lock_(std::move(lock)) {}

 private:
  WriterLock lock_;
};

class Keeper final : public ReadersKept {
 public:
  explicit Keeper(std::shared_ptr<KeptReaders> readers) : readers_(std::move(readers)) { readers_->begin_keeping(); }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() override { readers_->end_keeping(); }

 private:
  std::shared_ptr<KeptReaders> readers_;
};

class DuckDbWarehouse final : public Warehouse {
 public:
  DuckDbWarehouse(core::Files& files, Options options) : files_(files), options_(std::move(options)) {}

  core::Result<std::vector<core::Finding>> start() override;

  core::Result<std::unique_ptr<Writer>> writer(std::string_view who) override {
    SLUSS_TRY(files_.make_folders(options_.folder, folder_mode(options_)));
    auto lock = SLUSS_TRY(WriterLock::take(options_.folder, who));
    SLUSS_KILL_POINT("warehouse.locked");
    return open_writer(files_, options_, std::move(lock));
  }

  core::Result<std::unique_ptr<Reader>> reader(const ReadOptions& options) override;
  [[nodiscard]] std::unique_ptr<ReadersKept> keep_readers() override { return std::make_unique<Keeper>(readers_); }
  core::Result<std::vector<CheckpointRow>> checkpoints(std::string_view job) override;

  [[nodiscard]] bool exists() const override { return files_.exists(link()); }
  [[nodiscard]] Revision revision() const override;
  [[nodiscard]] core::Place place() const override { return {.file = link().string()}; }
  [[nodiscard]] Bytes bytes() const override;
  [[nodiscard]] core::Result<std::int64_t> highest_number() const override {
    return highest_generation(files_, options_.folder);
  }
  core::Result<Verification> verify(const Pace& pace) override;
  [[nodiscard]] std::string schema_name() const override { return duckdb::schema_name(); }
  core::Result<MigrationTrial> try_migrations(const Steps& steps) override;
  core::Result<std::unique_ptr<WriteLock>> lock(std::string_view who) override;
  core::Result<Snapshot> snapshot() override { return take_snapshot(files_, options_.folder); }
  core::Result<> adopt(std::string_view snapshot) override { return files_.symlink(snapshot, link()); }
  core::Result<std::int64_t> last_run() override;
  core::Result<> inherit(const std::filesystem::path& older) override;

 private:
  [[nodiscard]] std::filesystem::path link() const { return options_.folder / "current"; }
  core::Result<std::filesystem::path> current_file() const;
  core::Result<bool> needs_writing() const;

  core::Files& files_;
  Options options_;
  std::shared_ptr<KeptReaders> readers_ = std::make_shared<KeptReaders>();
};

/// Whether there is no generation yet, or one with an older schema. Refuses a newer one.
core::Result<bool> DuckDbWarehouse::needs_writing() const {
  const Generations generations(files_, options_.folder, options_.generations);
  const auto current = generations.current();
  if (!current) return true;
  const auto file = generations.file_of(*current);
  auto database =
      core::duckdb::Database::open({.path = file.string(), .read_only = true, .memory_limit = options_.memory_limit});
  if (!database) return std::unexpected(of_opening(std::move(database).error(), file));
  auto connection = SLUSS_TRY(database->connect());
  const auto pending = SLUSS_TRY(pending_migrations(connection));
  return !pending.empty();
}

core::Result<std::vector<core::Finding>> DuckDbWarehouse::start() {
  SLUSS_TRY(files_.make_folders(options_.folder, folder_mode(options_)));
  core::remove_dead_spills(options_.spill_place().folder);
  const auto busy = [](const auto& lock) { return !lock && lock.error().error_class == core::ErrorClass::busy; };
  auto lock = WriterLock::take(options_.folder, "start");
  // Whoever holds it makes the first generation, where there is none yet: a moment.
  for (auto left = patience_with_the_first; busy(lock) && !exists() && left > left.zero(); left -= a_moment) {
    std::this_thread::sleep_for(a_moment);
    lock = WriterLock::take(options_.folder, "start");
  }
  // The writer has started it already; what looks like an orphan is the writer's.
  if (busy(lock) && exists()) return std::vector<core::Finding>();
  if (!lock) return std::unexpected(std::move(lock).error());
  Generations generations(files_, options_.folder, options_.generations);
  auto findings = SLUSS_TRY(generations.recover());
  set_rights_of_all(files_, options_);
  const bool write = SLUSS_TRY(needs_writing());
  if (write) {
    auto writer = SLUSS_TRY(open_writer(files_, options_, std::move(*lock)));
    SLUSS_TRY(writer->commit());
  }
  return findings;
}

core::Result<std::filesystem::path> DuckDbWarehouse::current_file() const {
  const Generations generations(files_, options_.folder, options_.generations);
  if (const auto current = generations.current()) {
    auto file = generations.file_of(*current);
    SLUSS_TRY(core::check_file_type(file, core::FileType::linked_file));
    return file;
  }
  std::error_code problem;
  (void)std::filesystem::read_symlink(link(), problem);
  if (problem == std::errc::permission_denied)
    return core::fail(
        core::ErrorClass::storage, "disk.permission",
        "you may not look into " + options_.folder.string() + ": whether anything has been loaded is not known",
        "Run the command as the user of the daemon (sudo -u sluss sluss …), or ask it by its socket.",
        core::Place{.file = options_.folder.string()});
  return core::fail(core::ErrorClass::data, "warehouse.empty", "nothing has been loaded yet",
                    "run a job first (sluss run JOB), or correct `state` in the configuration",
                    core::Place{.file = options_.folder.string()});
}

core::Result<std::unique_ptr<Reader>> DuckDbWarehouse::reader(const ReadOptions& options) {
  const auto file = SLUSS_TRY(current_file());
  auto reader = readers_->open(file, options_, options);
  if (reader || files_.exists(file)) return reader;
  // Removed between reading `current` and opening the file: `current` has moved on.
  const auto newer = SLUSS_TRY(current_file());
  return readers_->open(newer, options_, options);
}

core::Result<std::vector<CheckpointRow>> DuckDbWarehouse::checkpoints(std::string_view job) {
  std::vector<CheckpointRow> checkpoints;
  const Generations generations(files_, options_.folder, options_.generations);
  if (!generations.current()) return checkpoints;
  auto reader = SLUSS_TRY(this->reader({}));
  const auto rows =
      SLUSS_TRY(reader->rows("select job, query, epoch_us(complete_at), epoch_us(full_reload_at) from meta.checkpoint "
                             "where job = " +
                             core::sql_text(job) + " order by query"));
  for (const auto& row : rows)
    checkpoints.push_back({.job = row[0].value_or(""),
                           .query = row[1].value_or(""),
                           .complete_at = {core::whole_number(row[2])},
                           .full_reload_at = {core::whole_number(row[3])}});
  return checkpoints;
}

Revision DuckDbWarehouse::revision() const {
  std::error_code problem;
  const auto target = std::filesystem::read_symlink(link(), problem);
  if (problem) return {};
  return {.token = target.filename().string(),
          .number = Generations(files_, options_.folder, options_.generations).current().value_or(0)};
}

Bytes DuckDbWarehouse::bytes() const {
  Bytes bytes;
  std::error_code problem;
  const auto newest = std::filesystem::file_size(link(), problem);
  if (!problem) bytes.newest = newest;
  problem.clear();
  for (auto entry = std::filesystem::directory_iterator(options_.folder, problem);
       !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
    if (entry->is_regular_file(problem)) bytes.all += entry->file_size(problem);
  }
  return bytes;
}

core::Result<Verification> DuckDbWarehouse::verify(const Pace& pace) {
  Verification verification;
  if (!files_.exists(options_.folder)) return verification;
  verification.damaged = SLUSS_TRY(check_generations(files_, options_.folder, pace));
  const auto files = SLUSS_TRY(files_.list(options_.folder));
  verification.states = std::ranges::count(files, FileKind::committed, file_kind);
  return verification;
}

core::Result<MigrationTrial> DuckDbWarehouse::try_migrations(const Steps& steps) {
  auto options = options_;
  options.progress = steps;
  return duckdb::try_migrations(files_, options);
}

core::Result<std::unique_ptr<WriteLock>> DuckDbWarehouse::lock(std::string_view who) {
  auto lock = SLUSS_TRY(WriterLock::take(options_.folder, who));
  return std::make_unique<DuckDbWriteLock>(std::move(lock));
}

core::Result<std::int64_t> DuckDbWarehouse::last_run() {
  const auto file = SLUSS_TRY(current_file());
  return check_file(file, options_);
}

core::Result<> DuckDbWarehouse::inherit(const std::filesystem::path& older) {
  if (!files_.exists(older)) return {};
  const auto names = SLUSS_TRY(files_.list(older));
  for (const auto& file : names) {
    const auto here = options_.folder / file.filename();
    if (file_kind(file) != FileKind::aside || files_.exists(here)) continue;
    SLUSS_TRY(files_.rename(file, here));
  }
  return {};
}

}  // namespace

core::Result<> check_folder(std::string_view folder) {
  if (core::duckdb::can_hold_databases(folder)) return {};
  return core::fail(core::ErrorClass::config, "config.path",
                    "the warehouse cannot be in " + std::string(folder) +
                        ": DuckDB takes no '?' and no bytes that are not UTF-8 in a path",
                    "Name another folder, or rename it.");
}

std::unique_ptr<Warehouse> open_duckdb_warehouse(core::Files& files, Options options) {
  return std::make_unique<DuckDbWarehouse>(files, std::move(options));
}

}  // namespace sluss::warehouse::duckdb
