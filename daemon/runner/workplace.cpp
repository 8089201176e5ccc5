#include "daemon/runner/workplace.h"

#include <algorithm>

#include "core/log.h"
#include "transforms/datasets/indicator_config.h"
#include "transforms/datasets/models.h"
#include "transforms/datasets/session.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::daemon::runner {

namespace datasets = transforms::datasets;

namespace {

std::unique_ptr<warehouse::Warehouse> open_warehouse(const settings::Settings& settings, core::Files& files,
                                                     const std::filesystem::path& folder,
                                                     std::function<void(std::string_view)> progress = {}) {
  warehouse::duckdb::Options options;
  options.folder = folder;
  options.generations = static_cast<std::size_t>(std::max(1, settings.generations));
  options.memory_limit = settings.memory;
  options.reader_threads = settings.threads;
  options.progress = std::move(progress);
  return warehouse::duckdb::open_duckdb_warehouse(files, options);
}

core::Result<std::vector<datasets::IndicatorConfig>> indicators_of(const settings::Settings& settings,
                                                                   core::Files& files) {
  auto loaded = datasets::load_indicators(files, settings.config_folders);
  if (!loaded) return std::unexpected(loaded.error().front());
  return std::move(*loaded);
}

/// Indicators that jobs name one by one, by canonical id.
core::Result<std::vector<std::string>> selected_of(const settings::Settings& settings) {
  std::vector<std::string> selected;
  for (const auto& job : settings.jobs) {
    const auto* source = settings::find_source(settings, job.source);
    if (source == nullptr || source->kind != "kolada") continue;
    SLUSS_ASSIGN(const auto ids, settings::expand_indicators(settings.config_folders, job.indicators));
    for (const auto& id : ids) {
      if (id == "*" || id.find(':') != std::string::npos) continue;
      selected.push_back("kolada:" + id);
    }
  }
  std::ranges::sort(selected);
  const auto [first, last] = std::ranges::unique(selected);
  selected.erase(first, last);
  return selected;
}

std::vector<std::string> compare_of(const settings::Settings& settings) {
  std::vector<std::string> compare;
  for (const auto& job : settings.jobs) {
    for (const auto& one : job.compare) {
      if (std::ranges::find(compare, one) == compare.end()) compare.push_back(one);
    }
  }
  return compare;
}

std::filesystem::path beside(const std::filesystem::path& folder, std::string_view suffix) {
  return folder.parent_path() / (folder.filename().string() + std::string(suffix));
}

}  // namespace

core::Result<warehouse::Session> session_of(const settings::Settings& settings, core::Files& files) {
  datasets::SessionInputs inputs;
  inputs.municipality = settings.municipality;
  inputs.compare = compare_of(settings);
  SLUSS_ASSIGN(inputs.selected, selected_of(settings));
  SLUSS_ASSIGN(inputs.indicators, indicators_of(settings, files));
  std::vector<std::filesystem::path> folders;
  folders.reserve(settings.config_folders.size() + 1);
  for (const auto& folder : settings.config_folders) folders.push_back(folder / "models");
  folders.push_back(settings::models_folder());
  SLUSS_ASSIGN(auto models, datasets::load_models(files, folders));
  return datasets::make_session(inputs, std::move(models));
}

Workplace::Workplace(const settings::Settings& settings, const core::Clock& clock, std::string who, core::Files& files)
    : settings_(settings),
      clock_(clock),
      files_(files),
      warehouse_(open_warehouse(settings, files, settings.warehouse_folder,
                                [this](std::string_view step) {
                                  if (starting_) starting_(step);
                                })),
      archive_(files, {.folder = settings.state / "archive", .zstd_level = settings.archive_zstd_level}),
      context_{.settings = settings,
               .files = files,
               .clock = clock,
               .warehouse = *warehouse_,
               .archive = archive_,
               .journal_file = settings.state / "journal.jsonl",
               .staging_folder = settings.state / "staging",
               .claims_folder = settings.state / "claims",
               .who = std::move(who),
               .session = [this] { return session(); }} {}

Workplace::Workplace(const settings::Settings& settings, const core::Clock& clock, std::string who)
    : Workplace(settings, clock, std::move(who), *core::real_files().release()) {
  own_files_.reset(&files_);
}

core::Result<> Workplace::configure() {
  SLUSS_ASSIGN(const auto indicators, indicators_of(settings_, files_));
  for (const auto& indicator : indicators) {
    if (indicator.period_kind == core::PeriodKind::year || !indicator.id.starts_with("kolada:")) continue;
    context_.period_kinds.insert_or_assign(indicator.id.substr(7), indicator.period_kind);
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
  if (files_.exists(settings_.state / unfinished_restore)) {
    return core::fail(core::ErrorClass::config, "restore.unfinished",
                      "a restore into " + settings_.state.string() + " was cut off while it put its files in place",
                      "Run the same `sluss restore` again with --replace.",
                      {.file = (settings_.state / unfinished_restore).string()});
  }
  SLUSS_TRY(files_.make_folders(settings_.state));
  SLUSS_TRY(files_.make_folders(context_.staging_folder));
  SLUSS_TRY(configure());
  SLUSS_ASSIGN(auto findings, warehouse_->start());
  if (const auto applied = catch_up(context_, {}, starting_); !applied) {
    findings.push_back({.code = "warehouse.behind",
                        .severity = core::Severity::error,
                        .subject = {},
                        .what = "runs that the journal knows are not in the warehouse and cannot be applied again: " +
                                core::describe(applied.error()),
                        .remedy = "see what the archive lacks with `sluss archive verify`; `sluss doctor --rebuild` "
                                  "begins from its start"});
  }
  SLUSS_ASSIGN(const auto told, reconcile_journal(context_));
  if (told != 0) {
    core::log::warning("journal.reconciled", "runs that the journal did not know were written to it", {{"runs", told}});
  }
  return findings;
}

core::Result<warehouse::Session> Workplace::session() const {
  return session_of(settings_, files_);
}

core::Result<std::unique_ptr<warehouse::Reader>> Workplace::reader(const warehouse::AsOf& as_of, bool locked) {
  warehouse::ReadOptions options;
  options.as_of = as_of;
  options.now = clock_.now();
  options.locked = locked;
  SLUSS_ASSIGN(options.session, session());
  return warehouse_->reader(options);
}

core::Result<RebuildSummary> Workplace::rebuild(std::stop_token stop) {
  const auto& folder = settings_.warehouse_folder;
  const auto fresh = beside(folder, ".rebuilding");
  const auto old = beside(folder, ".before-rebuild");
  std::error_code code;
  std::filesystem::remove_all(fresh, code);
  RebuildSummary summary;
  {
    const auto target = open_warehouse(settings_, files_, fresh);
    SLUSS_ASSIGN(const auto findings, target->start());
    (void)findings;
    Context context{.settings = settings_,
                    .files = files_,
                    .clock = clock_,
                    .warehouse = *target,
                    .archive = archive_,
                    .journal_file = context_.journal_file,
                    .staging_folder = context_.staging_folder,
                    .claims_folder = context_.claims_folder,
                    .who = context_.who,
                    .period_kinds = context_.period_kinds};
    SLUSS_ASSIGN(summary, runner::rebuild(context, stop));
  }
  std::filesystem::remove_all(old, code);
  if (files_.exists(folder)) SLUSS_TRY(files_.rename(folder, old));
  SLUSS_TRY(files_.rename(fresh, folder));
  SLUSS_TRY(files_.sync_folder(folder.parent_path()));
  warehouse_ = open_warehouse(settings_, files_, folder);
  return summary;
}

}  // namespace sluss::daemon::runner
