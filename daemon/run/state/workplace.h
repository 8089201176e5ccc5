#pragma once
// Everything that a command or the daemon works with, opened once from the settings: files, warehouse, archive, and the
// context of runs.
//
// What releases before this one left in the state folder, and where it is brought up to date or read as it is:
//   files that others may reach   tighten_state() in state_rights.h takes it from them, at each start()
//   a warehouse of older tables   warehouse/migrations, applied by Warehouse::start() to a copy of the generation
//   journal entries               never rewritten; what older ones lack is given a meaning where it is read:
//                                 run/runner/run_journal.h, run/hold/judgement_basis.h (first_rules)
//   segments of the archive       never rewritten (warehouse/archive/record.h); one without a kind is of the first
//                                 (connectors/registry.h); a rebuild applies each by the rules of its day
//                                 (warehouse/rule_numbers.h)
//   findings of files             never rewritten; the facts that older ones lack are read of their text
//                                 (connectors/file_facts_older.h)
//   tokens with Argon2id hashes   serve/door/tokens.h: replaced when they are presented
//   backups                       not in this folder; run/backup/manifest.h has what older ones do not say
// tests/e2e/test_older_state.py opens such a state.

#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/files.h"
#include "core/time.h"
#include "daemon/run/replay/rebuild.h"
#include "daemon/run/runner/runner.h"
#include "daemon/settings/settings.h"
#include "warehouse/archive/archive.h"
#include "warehouse/warehouse.h"

namespace sluss::daemon::run {

/// In the state folder while a restore puts its files in place: neither the old nor the new one yet.
inline constexpr std::string_view unfinished_restore = "restore.unfinished";

/// Errors: config class "restore.unfinished" while the folder is neither the old nor the new one.
[[nodiscard]] core::Result<> check_restored(core::Files& files, const std::filesystem::path& state);

/// A warehouse that is ready beside the one in use, which no one writes as long as this object lives.
struct RebuiltWarehouse {
  RebuildSummary summary;
  std::unique_ptr<warehouse::WriteLock> in_use = nullptr;  ///< nothing: there was none
};

/// The opened configuration. The daemon holds one; after a reload runs under way keep the one that they began with.
class Workplace {
 public:
  /// Opens; writes nothing. `clock` outlives it.
  Workplace(settings::Settings settings, const core::Clock& clock, std::string who);
  /// `files` outlives it.
  Workplace(settings::Settings settings, const core::Clock& clock, std::string who, core::Files& files);
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  /// Before anything is written: folders made, orphans removed, a damaged generation replaced by the one before,
  /// migrated, the journal brought up to date. The caller reports the findings.
  /// `progress` is called with what begins while an older schema is migrated or lost runs are applied again.
  [[nodiscard]] core::Result<std::vector<core::Finding>> start(std::function<void(std::string_view)> progress = {});

  /// The part of start() that a reload needs: what is configured about indicators.
  [[nodiscard]] core::Result<> configure();

  [[nodiscard]] const settings::Settings& settings() const { return settings_; }
  [[nodiscard]] Context& context() { return context_; }
  [[nodiscard]] core::Files& files() { return files_; }
  [[nodiscard]] warehouse::Warehouse& warehouse() { return *warehouse_; }
  [[nodiscard]] warehouse::archive::Archive& archive() { return archive_; }

  /// What a reader needs besides: models and session tables.
  [[nodiscard]] core::Result<warehouse::Session> session() const;
  /// Of what is known now, with models or without: they cost a moment. Its statements end soon after `stop` was
  /// requested. Errors: those of open_reader().
  [[nodiscard]] core::Result<std::unique_ptr<warehouse::Reader>> reader(bool with_models = true,
                                                                        std::stop_token stop = {});
  /// As the warehouse opens it; neither sees a warehouse that is being exchanged. Any thread. Errors: data class
  /// "warehouse.empty" before the first run, and those of Warehouse::reader.
  [[nodiscard]] core::Result<std::unique_ptr<warehouse::Reader>> open_reader(const warehouse::ReadOptions& options);
  [[nodiscard]] bool has_warehouse() const;

  /// Makes the warehouse again from archive and journal beside it: as <name>.rebuilding, and when it is whole and what
  /// earlier rebuilds left is gone as <name>.rebuilt. The caller has the exclusive lock of the state. Errors: busy
  /// class "warehouse.locked", storage class "disk.permission" when what an earlier one left cannot be removed, and
  /// those of run::rebuild.
  [[nodiscard]] core::Result<RebuiltWarehouse> rebuild_beside(std::stop_token stop);
  /// Puts it in its place; the old folder is kept as <name>.before-rebuild, and who reads it reads on. There is a
  /// warehouse at its place all the time, but where the file system cannot exchange two folders: a kill there leaves
  /// none until the next start. After an error the old one is in its place; names that could not be synced are no
  /// error, and logged.
  [[nodiscard]] core::Result<> take_into_use(const RebuiltWarehouse& rebuilt);

 private:
  [[nodiscard]] core::Result<std::vector<core::Finding>> make_ready();
  /// The warehouse that a kill between two renames left under the name of the one before.
  [[nodiscard]] core::Result<> put_back();
  void tidy_rebuilds();
  [[nodiscard]] bool left_aside() const;
  [[nodiscard]] core::Result<RebuildSummary> fill(const std::filesystem::path& folder, std::stop_token stop);

  const settings::Settings settings_;
  const core::Clock& clock_;
  mutable std::shared_mutex exchanging_;  ///< locked exclusively while the warehouse has no name
  std::unique_ptr<core::Files> own_files_;
  core::Files& files_;
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  warehouse::archive::Archive archive_;
  Context context_;
  std::function<void(std::string_view)> starting_;
};

}  // namespace sluss::daemon::run
