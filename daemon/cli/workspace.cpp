#include "daemon/cli/workspace.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/log.h"
#include "transforms/datasets/models.h"
#include "transforms/datasets/session.h"
#include "warehouse/duckdb/duckdb_warehouse.h"

namespace sluss::daemon::cli {

namespace datasets = transforms::datasets;
namespace fs = std::filesystem;

namespace {

std::string user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return "uid:" + std::to_string(::getuid());
}

warehouse::duckdb::Options warehouse_options(const settings::Settings& settings) {
  warehouse::duckdb::Options options;
  options.folder = settings.warehouse_folder;
  options.generations = static_cast<std::size_t>(settings.generations);
  options.memory_limit = settings.memory;
  options.reader_threads = settings.threads;
  return options;
}

warehouse::archive::Options archive_options(const settings::Settings& settings) {
  warehouse::archive::Options options;
  options.folder = settings.state / "archive";
  options.zstd_level = settings.archive_zstd_level;
  return options;
}

}  // namespace

Workspace::Workspace(Environment& environment, settings::Settings settings)
    : environment_(environment),
      settings_(std::move(settings)),
      warehouse_(warehouse::duckdb::open_duckdb_warehouse(environment.files, warehouse_options(settings_))),
      archive_(environment.files, archive_options(settings_)) {}

core::Result<std::unique_ptr<Workspace>> Workspace::open(Environment& environment) {
  SLUSS_ASSIGN(auto settings, load_settings(environment));
  auto workspace = std::make_unique<Workspace>(environment, std::move(settings));
  SLUSS_TRY(workspace->read_configuration_folders());
  return workspace;
}

core::Result<> Workspace::read_configuration_folders() {
  auto loaded = datasets::load_indicators(environment_.files, settings_.config_folders);
  if (!loaded) {
    environment_.output.errors(loaded.error());
    return std::unexpected(already_told(core::ErrorClass::config));
  }
  indicators_ = *std::move(loaded);
  return {};
}

core::Result<warehouse::Session> Workspace::session() const {
  datasets::SessionInputs inputs;
  inputs.municipality = settings_.municipality;
  inputs.indicators = indicators_;
  std::set<std::string> seen;
  for (const auto& job : settings_.jobs) {
    for (const auto& compare : job.compare) {
      if (seen.insert(compare).second) inputs.compare.push_back(compare);
    }
    const auto* source = settings::find_source(settings_, job.source);
    if (source == nullptr || source->kind != "kolada") continue;
    SLUSS_ASSIGN(const auto ids, settings::expand_indicators(settings_.config_folders, job.indicators));
    for (const auto& id : ids) {
      if (id != "*" && id.find(':') == std::string::npos && seen.insert("kolada:" + id).second)
        inputs.selected.push_back("kolada:" + id);
    }
  }
  SLUSS_ASSIGN(auto models, datasets::load_models(environment_.files, {settings::models_folder()}));
  return datasets::make_session(inputs, std::move(models));
}

runner::Context Workspace::context() {
  runner::Context context{.settings = settings_,
                          .files = environment_.files,
                          .clock = environment_.clock,
                          .warehouse = *warehouse_,
                          .archive = archive_,
                          .journal_file = journal_file(),
                          .staging_folder = settings_.state / "staging",
                          .claims_folder = settings_.state / "claims",
                          .who = user_name()};
  context.session = [this] { return session(); };
  for (const auto& indicator : indicators_) {
    const std::string_view id = indicator.id;
    if (id.starts_with("kolada:") && indicator.period_kind != core::PeriodKind::year)
      context.period_kinds.emplace(id.substr(7), indicator.period_kind);
  }
  return context;
}

core::Result<> Workspace::prepare_to_write() {
  for (const auto& folder : {settings_.state, settings_.state / "staging", settings_.state / "claims"})
    SLUSS_TRY(environment_.files.make_folders(folder));
  SLUSS_ASSIGN(const auto findings, warehouse_->start());
  for (const auto& finding : findings) {
    core::log::warning("warehouse.start", finding.what, {{"code", finding.code}, {"remedy", finding.remedy}});
  }
  auto context_to_reconcile = context();
  SLUSS_ASSIGN(const auto added, runner::reconcile_journal(context_to_reconcile));
  if (added > 0) core::log::info("journal.reconciled", "runs of an interrupted end were journalled", {{"runs", added}});
  return {};
}

bool Workspace::has_warehouse() const {
  std::error_code problem;
  return fs::exists(settings_.warehouse_folder / "current", problem);
}

core::Result<> Workspace::require_warehouse() const {
  if (has_warehouse()) return {};
  const std::string job = settings_.jobs.empty() ? "JOB" : settings_.jobs.front().name;
  return core::fail(core::ErrorClass::config, "warehouse.none", "nothing has been loaded yet",
                    "Run a job first: sluss run " + job, {settings_.warehouse_folder.string(), 0, 0, ""});
}

core::Result<std::unique_ptr<warehouse::Reader>> Workspace::reader(bool with_session, bool locked) {
  SLUSS_TRY(require_warehouse());
  warehouse::ReadOptions options;
  options.now = environment_.clock.now();
  options.locked = locked;
  if (environment_.invocation.has("--as-of")) {
    SLUSS_ASSIGN(options.as_of, warehouse::AsOf::parse(environment_.invocation.get("--as-of")));
  }
  if (environment_.invocation.has("--timeout")) {
    SLUSS_ASSIGN(options.timeout, core::parse_duration(environment_.invocation.get("--timeout")));
  }
  if (with_session) {
    SLUSS_ASSIGN(options.session, session());
  }
  return warehouse_->reader(options);
}

core::Result<core::RunId> run_of(warehouse::Reader& reader, const std::string& text) {
  const std::string number = text.starts_with("run:") ? text.substr(4) : text;
  std::string sql = "select max(run_id) from meta.run";
  if (number != "last") {
    if (number.empty() || number.size() > 15 || number.find_first_not_of("0123456789") != std::string::npos) {
      return core::fail(core::ErrorClass::config, "usage.run", "'" + text + "' is no run",
                        "Write its number or `last`; `sluss runs` lists them.");
    }
    sql += " where run_id = " + number;
  }
  SLUSS_ASSIGN(const auto rows, reader.rows(sql));
  if (rows.empty() || !rows.front().front()) {
    return core::fail(core::ErrorClass::config, "usage.run", "there is no run " + text, "`sluss runs` lists them.");
  }
  return core::RunId{std::stoll(*rows.front().front())};
}

std::string sql_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += '\'';
    result += c;
  }
  return result + "'";
}

}  // namespace sluss::daemon::cli
