#include "daemon/run/state/workplace.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "core/kill_point.h"
#include "core/log.h"
#include "core/spill.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/journal_gap.h"
#include "daemon/run/replay/missing_runs.h"
#include "daemon/run/replay/rebuild.h"
#include "daemon/run/runner/load.h"
#include "daemon/run/state/leftovers.h"
#include "daemon/run/state/model_session.h"
#include "daemon/run/state/mount_point.h"
#include "daemon/run/state/scratch.h"
#include "daemon/run/state/state_rights.h"
#include "daemon/settings/spill_place.h"
#include "warehouse/engines.h"

namespace sluss::daemon::run {

namespace {

constexpr std::string_view rebuilding_word = ".rebuilding";
/// Whole, and made when there was no `.before-rebuild`: beside one it means that an exchange was cut off.
constexpr std::string_view rebuilt_word = ".rebuilt";
constexpr std::string_view before_word = moved_by_rebuild;

std::unique_ptr<warehouse::Warehouse> open_warehouse(const settings::Settings& settings, core::Files& files,
                                                     const std::filesystem::path& folder, warehouse::Steps steps = {},
                                                     std::int64_t numbers_above = 0) {
  warehouse::EngineOptions options;
  options.url = warehouse::folder_url(folder);
  options.states = static_cast<std::size_t>(std::max(1, settings.generations));
  options.memory_limit = settings.memory;
  options.group = settings.warehouse_group_number;
  options.reader_threads = settings.threads;
  options.spill = settings::spill_of(settings);
  options.spill.folder.clear();  // below its own
  options.steps = std::move(steps);
  options.numbers_above = numbers_above;
  return warehouse::open_warehouse(files, options).value();  // the settings were checked: there is the engine
}

core::Finding missing_finding(core::RunId run) {
  const auto number = std::to_string(run.value);
  return {.code = "warehouse.run_missing",
          .severity = core::Severity::error,
          .subject = "run " + number,
          .what = "the journal knows run " + number +
                  ", the warehouse does not, and later runs are in it: what it brought is missing",
          .remedy = "`sluss doctor --rebuild` applies all runs again in their order, with their times"};
}

std::filesystem::path beside(const std::filesystem::path& folder, std::string_view suffix) {
  return folder.parent_path() / (folder.filename().string() + std::string(suffix));
}

core::Result<> remove_whole(const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::remove_all(folder, problem);
  if (!problem) return {};
  return core::fail(core::ErrorClass::storage, "disk.permission",
                    "cannot remove " + folder.string() + ", which a rebuild before this one left: " + problem.message(),
                    "Remove it by hand, as root if need be; it is not in use.", {.file = folder.string()});
}

/// A folder that is a mount cannot change its name: reported before the work, and not after it.
core::Result<> check_exchangeable(const std::filesystem::path& folder) {
  std::error_code not_there;
  const bool linked = std::filesystem::is_symlink(folder, not_there);
  if (!linked && !is_mount_point(folder)) return {};
  return core::fail(core::ErrorClass::config, "rebuild.other_disk",
                    folder.string() + (linked ? " is a link" : " is a mount of its own") +
                        ": a rebuilt warehouse cannot take its place",
                    "Stop the daemon, move all that lies in the folder to another one, and start it: it applies the "
                    "journal's runs again from the archive, as a rebuild does.",
                    {.file = folder.string()});
}

/// A rebuild is what others advise when nothing else is whole: what archive and journal cannot give, only a backup has.
core::Error with_last_way_out(core::Error error) {
  const bool lacks = error.code.starts_with("archive.") || error.code.starts_with("journal.") ||
                     error.code.starts_with("rebuild.") || error.code == "disk.missing" || error.code == "disk.io";
  if (!lacks || error.error_class == core::ErrorClass::cancelled) return error;
  if (!error.remedy.empty() && !error.remedy.ends_with('.')) error.remedy += ".";
  error.remedy += std::string(error.remedy.empty() ? "" : " ") +
                  "The warehouse stays as it is. Where that cannot be mended and no generation is whole, restore the "
                  "newest backup: sluss restore FILE --replace";
  return error;
}

/// The names are as they should be, and may not yet be on the disk.
void sync_names(core::Files& files, const std::filesystem::path& folder) {
  if (const auto synced = files.sync_folder(folder.parent_path()); !synced) {
    core::log::warning("rebuild.not_synced",
                       "the rebuilt warehouse is in its place; a power failure may bring the old one back",
                       {{"folder", folder.string()}, {"code", synced.error().code}});
  }
}

/// A warehouse that is gone begins with the base, where there is one: the runs in it are no longer all in the archive.
core::Result<> begin_where_pruned(Context& context) {
  const auto highest = SLUSS_TRY(context.warehouse.highest_number());
  if (highest != 0) return {};  // a generation is there: the start finds out what became of its link
  const auto pruned = SLUSS_TRY(prune_history(context));
  if (!pruned.base) return {};
  const auto& folder = context.settings.warehouse_folder;
  SLUSS_TRY(context.files.make_folders(folder));
  const auto alone = SLUSS_TRY(context.warehouse.lock("start"));
  if (context.warehouse.exists()) return {};  // another start was here first
  return begin_with_base(context, *pruned.base, folder, context.warehouse);
}

/// What runs left unfinished and none goes on with any more, now and not at the job's next run.
void remove_old_leftovers(Context& context) {
  const auto oldest = context.clock.now().plus(-std::chrono::microseconds(context.resume_within));
  for (const auto& job : context.settings.jobs) {
    if (const auto removed = remove_leftovers(context, job.source, job.name, oldest); !removed)
      core::log::warning("run.leftover", removed.error().what, {{"job", job.name}, {"code", removed.error().code}});
  }
}

}  // namespace

core::Result<> check_restored(core::Files& files, const std::filesystem::path& state) {
  if (!files.exists(state / unfinished_restore)) return {};
  return core::fail(core::ErrorClass::config, "restore.unfinished",
                    "a restore into " + state.string() + " was cut off while it put its files in place",
                    "Run the same `sluss restore` again with --replace.",
                    {.file = (state / unfinished_restore).string()});
}

Workplace::Workplace(settings::Settings settings, const core::Clock& clock, std::string who, core::Files& files)
    : settings_(std::move(settings)),
      clock_(clock),
      files_(files),
      warehouse_(open_warehouse(settings_, files, settings_.warehouse_folder,
                                [this](std::string_view step) {
                                  if (starting_) starting_(step);
                                })),
      archive_(files, {.folder = settings_.state / "archive", .zstd_level = settings_.archive_zstd_level}),
      context_{.settings = settings_,
               .files = files,
               .clock = clock,
               .warehouse = *warehouse_,
               .archive = archive_,
               .journal_file = settings_.state / journal_file_name,
               .staging_folder = settings_.state / "staging",
               .claims_folder = settings_.state / "claims",
               .who = std::move(who),
               .session = [this] { return session(); }} {}

Workplace::Workplace(settings::Settings settings, const core::Clock& clock, std::string who)
    : Workplace(std::move(settings), clock, std::move(who), *core::real_files().release()) {
  own_files_.reset(&files_);
}

core::Result<> Workplace::configure() {
  const auto indicators = SLUSS_TRY(configured_indicators(settings_, files_));
  for (const auto& indicator : indicators) {
    if (indicator.period_kind == core::PeriodKind::year) continue;
    context_.period_kinds.insert_or_assign(indicator.id, indicator.period_kind);
  }
  return {};
}

core::Result<std::vector<core::Finding>> Workplace::start(std::function<void(std::string_view)> progress) {
  starting_ = std::move(progress);
  auto findings = make_ready();
  starting_ = {};
  return findings;
}

core::Result<std::vector<core::Finding>> Workplace::make_ready() {
  SLUSS_TRY(check_restored(files_, settings_.state));
  if (left_aside()) {
    SLUSS_TRY(put_back());
  } else {
    tidy_rebuilds();
  }
  tighten_state(files_, settings_);
  SLUSS_TRY(files_.make_folders(settings_.state, core::passable_folder));
  SLUSS_TRY(files_.make_folders(context_.staging_folder));
  SLUSS_TRY(configure());
  if (!warehouse_->exists()) SLUSS_TRY(begin_where_pruned(context_));
  auto findings = SLUSS_TRY(warehouse_->start());
  remove_old_leftovers(context_);
  remove_old_scratch(context_);
  core::remove_dead_spills(spill_below(context_.staging_folder));
  SLUSS_TRY(check_journal(context_));
  if (const auto applied = catch_up(context_, {}, starting_); !applied) {
    findings.push_back({.code = "warehouse.behind",
                        .severity = core::Severity::error,
                        .subject = {},
                        .what = "runs that the journal knows are not in the warehouse and cannot be applied again: " +
                                core::describe(applied.error()),
                        .remedy = "see what the archive lacks with `sluss archive verify`; `sluss doctor --rebuild` "
                                  "begins from its start"});
  }
  const auto missing = SLUSS_TRY(missing_runs(context_));
  for (const auto run : missing) findings.push_back(missing_finding(run));
  const auto written = SLUSS_TRY(reconcile_journal(context_));
  if (written != 0) {
    core::log::warning("journal.reconciled", "runs that the journal did not know were written to it",
                       {{"runs", written}});
  }
  return findings;
}

core::Result<warehouse::Session> Workplace::session() const {
  return session_of(settings_, files_);
}

core::Result<std::unique_ptr<warehouse::Reader>> Workplace::reader(bool with_models, std::stop_token stop) {
  warehouse::ReadOptions options;
  options.now = clock_.now();
  options.stop = std::move(stop);
  if (with_models) {
    options.session = SLUSS_TRY(session());
  }
  return open_reader(options);
}

core::Result<std::unique_ptr<warehouse::Reader>> Workplace::open_reader(const warehouse::ReadOptions& options) {
  const std::shared_lock in_place(exchanging_);
  auto opened = warehouse_->reader(options);
  if (opened || opened.error().code != "warehouse.empty") return opened;
  auto error = std::move(opened).error();
  if (left_aside()) {
    error.what = "a rebuild was cut off while it put its warehouse in place";
    error.remedy = "Start the daemon or run a job: it puts the warehouse back.";
  } else if (const auto lost = lost_warehouse(context_); lost && *lost) {
    error.what = (*lost)->what;
    error.remedy = (*lost)->remedy;
  } else if (!settings_.jobs.empty()) {
    error.remedy = "Run a job first: sluss run " + settings_.jobs.front().name;
  }
  return std::unexpected(std::move(error));
}

bool Workplace::has_warehouse() const {
  const std::shared_lock in_place(exchanging_);
  return warehouse_->exists();
}

bool Workplace::left_aside() const {
  const auto& folder = settings_.warehouse_folder;
  // Without the rebuilt one it was no kill: the warehouse was removed to begin again.
  return !files_.exists(folder) && files_.exists(beside(folder, before_word)) &&
         files_.exists(beside(folder, rebuilt_word));
}

core::Result<> Workplace::put_back() {
  if (!left_aside()) return {};
  const auto& folder = settings_.warehouse_folder;
  if (auto put = files_.rename_new(beside(folder, before_word), folder); !put) {
    if (files_.exists(folder)) return {};  // another start was here first
    return put;
  }
  core::log::warning("rebuild.put_back", "a rebuild was cut off; the warehouse before it is in its place again",
                     {{"folder", folder.string()}});
  return files_.sync_folder(folder.parent_path());
}

/// Of a rebuild that was cut off: no one rebuilds during a start, which shares the state's lock.
void Workplace::tidy_rebuilds() {
  const auto& folder = settings_.warehouse_folder;
  if (const auto half = beside(folder, rebuilding_word); files_.exists(half)) {
    const auto removed = remove_whole(half);
    if (removed)
      core::log::info("rebuild.removed", "what a rebuild that was cut off had made is removed",
                      {{"folder", half.string()}});
    else if (files_.exists(half))
      core::log::warning("rebuild.left", removed.error().what,
                         {{"folder", half.string()}, {"remedy", removed.error().remedy}});
  }
  const auto exchanged = beside(folder, rebuilt_word);
  const auto before = beside(folder, before_word);
  if (!files_.exists(folder) || !files_.exists(exchanged) || files_.exists(before)) return;
  if (const auto named = files_.rename_new(exchanged, before); !named && files_.exists(exchanged)) {
    core::log::warning("rebuild.old_name", "the old warehouse keeps the name of the rebuilt one until the next rebuild",
                       {{"folder", exchanged.string()}, {"code", named.error().code}});
  }
}

core::Result<RebuiltWarehouse> Workplace::rebuild_beside(std::stop_token stop) {
  SLUSS_TRY(configure());  // who rebuilds may not have started it
  SLUSS_TRY(put_back());
  const auto& folder = settings_.warehouse_folder;
  SLUSS_TRY(check_exchangeable(folder));
  const auto fresh = beside(folder, rebuilding_word);
  const auto whole = beside(folder, rebuilt_word);
  RebuiltWarehouse rebuilt;
  if (files_.exists(folder)) {
    rebuilt.in_use = SLUSS_TRY(warehouse_->lock("rebuild by " + context_.who));
  }
  SLUSS_TRY(check_for_rebuild(context_));
  SLUSS_TRY(remove_whole(fresh));
  auto filled = fill(fresh, std::move(stop));
  if (!filled) {
    [[maybe_unused]] const auto removed = remove_whole(fresh);  // else the next start does it
    return std::unexpected(with_last_way_out(std::move(filled).error()));
  }
  rebuilt.summary = *filled;
  // Of the rebuild before. The new one is called whole when they are gone: the two are never a pair.
  const auto made = open_warehouse(settings_, files_, fresh);
  for (const auto& old : {whole, beside(folder, before_word)}) SLUSS_TRY(made->inherit(old));
  SLUSS_TRY(remove_whole(whole));
  SLUSS_TRY(remove_whole(beside(folder, before_word)));
  SLUSS_TRY(files_.sync_folder(folder.parent_path()));
  SLUSS_TRY(files_.rename(fresh, whole));
  return rebuilt;
}

core::Result<RebuildSummary> Workplace::fill(const std::filesystem::path& folder, std::stop_token stop) {
  // Whoever still writes the old folder must not take a generation of the new one for its own.
  const auto highest = SLUSS_TRY(warehouse_->highest_number());
  const auto target = open_warehouse(settings_, files_, folder, {}, highest);
  const auto pruned = SLUSS_TRY(prune_history(context_));
  if (pruned.base) SLUSS_TRY(begin_with_base(context_, *pruned.base, folder, *target));
  SLUSS_TRY(target->start());
  Context context{.settings = settings_,
                  .files = files_,
                  .clock = clock_,
                  .warehouse = *target,
                  .archive = archive_,
                  .journal_file = context_.journal_file,
                  .staging_folder = context_.staging_folder,
                  .claims_folder = context_.claims_folder,
                  .who = context_.who,
                  .session = context_.session,
                  .period_kinds = context_.period_kinds};
  return run::rebuild(context, std::move(stop));
}

core::Result<> Workplace::take_into_use(const RebuiltWarehouse& /*rebuilt*/) {
  const auto& folder = settings_.warehouse_folder;
  const auto fresh = beside(folder, rebuilt_word);
  const auto before = beside(folder, before_word);
  const std::unique_lock nobody_opens(exchanging_);
  SLUSS_KILL_POINT("rebuild.exchanging");
  if (!files_.exists(folder)) {
    SLUSS_TRY(files_.rename(fresh, folder));
    sync_names(files_, folder);
    return {};
  }
  const bool exchanged = SLUSS_TRY(files_.exchange(folder, fresh));
  if (!exchanged) SLUSS_TRY(files_.rename(folder, before));
  SLUSS_KILL_POINT("rebuild.exchanged");
  if (exchanged) {
    if (const auto named = files_.rename(fresh, before); !named) {
      core::log::warning("rebuild.old_name",
                         "the old warehouse keeps the name of the rebuilt one until the next rebuild",
                         {{"folder", fresh.string()}, {"code", named.error().code}});
    }
  } else if (auto taken = files_.rename(fresh, folder); !taken) {
    SLUSS_TRY(files_.rename(before, folder));
    return taken;
  }
  sync_names(files_, folder);
  return {};
}

}  // namespace sluss::daemon::run
