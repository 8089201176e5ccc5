#pragma once
// What a command works in: settings, warehouse, archive, and what the models need, opened once.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/environment.h"
#include "daemon/runner/runner.h"
#include "transforms/datasets/description.h"
#include "transforms/datasets/export.h"
#include "transforms/datasets/indicator_config.h"
#include "warehouse/archive/archive.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::cli {

class Workspace {
 public:
  /// Reads the configuration and opens what lies on disk; writes nothing.
  [[nodiscard]] static core::Result<std::unique_ptr<Workspace>> open(Environment& environment);
  Workspace(Environment& environment, settings::Settings settings);
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  [[nodiscard]] const settings::Settings& settings() const { return settings_; }
  [[nodiscard]] warehouse::Warehouse& warehouse() { return *warehouse_; }
  [[nodiscard]] warehouse::archive::Archive& archive() { return archive_; }
  [[nodiscard]] const std::vector<transforms::datasets::IndicatorConfig>& indicators() const { return indicators_; }
  [[nodiscard]] std::filesystem::path journal_file() const { return settings_.state / "journal.jsonl"; }

  /// Own municipality, comparison, indicators and models.
  [[nodiscard]] core::Result<warehouse::Session> session() const;
  /// For a run. Valid as long as the workspace.
  [[nodiscard]] runner::Context context();
  /// Before writing: folders, the warehouse's start, the journal's missing entries. What it found is logged.
  [[nodiscard]] core::Result<> prepare_to_write();

  /// What was known at --as-of (or now), without models unless `with_session`.
  [[nodiscard]] core::Result<std::unique_ptr<warehouse::Reader>> reader(bool with_session, bool locked = false);
  /// False before the first run.
  [[nodiscard]] bool has_warehouse() const;
  /// The same as an error with its remedy.
  [[nodiscard]] core::Result<> require_warehouse() const;

 private:
  [[nodiscard]] core::Result<> read_configuration_folders();

  Environment& environment_;
  settings::Settings settings_;
  std::vector<transforms::datasets::IndicatorConfig> indicators_;
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  warehouse::archive::Archive archive_;
};

/// `run:12`, `12` or `last` (of the runs that are in the warehouse).
[[nodiscard]] core::Result<core::RunId> run_of(warehouse::Reader& reader, const std::string& text);

using Cell = std::optional<std::string>;
/// 'it''s'
[[nodiscard]] std::string sql_text(std::string_view text);

/// Datasets whose content differs from what was published last are written to their folders.
[[nodiscard]] core::Result<std::vector<transforms::datasets::Exported>> publish_changed(Environment& environment,
                                                                                        Workspace& workspace,
                                                                                        const std::string& job);

}  // namespace sluss::daemon::cli
