#include "daemon/run/backup/check_content.h"

#include <string>
#include <utility>

#include "core/log.h"
#include "daemon/run/audit/audit.h"
#include "daemon/run/backup/unpack.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/runner/run_journal.h"
#include "daemon/run/state/workplace.h"
#include "warehouse/archive/archive.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/engines.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::backup {

namespace fs = std::filesystem;
namespace journal = warehouse::journal;

namespace {

core::Result<> check_journal(core::Files& files, const fs::path& state, const Manifest& manifest,
                             run::NamedSegments& segments, run::PruneHistory& pruned) {
  const auto reading = SLUSS_TRY(
      journal::read_through(files, state / run::journal_file_name, [&](journal::Entry&& entry) -> core::Result<> {
        SLUSS_TRY(run::add_pruning(entry, pruned));
        if (!run::is_run(entry.kind)) return {};
        const auto run = SLUSS_TRY(run::parse_journal_body(entry));
        run::add_segments(run, segments);
        return {};
      }));
  if (reading.entries != manifest.journal_entries || reading.head != manifest.journal_head || reading.torn) {
    return incomplete("its journal is not the one that the manifest names", std::string(run::journal_file_name));
  }
  return {};
}

core::Result<> check_warehouse(core::Files& files, const fs::path& state, const Manifest& manifest,
                               const RestoreOptions& options) {
  if (manifest.generation.empty()) return {};
  // What the check spills is beside the state, and is removed with the stage.
  const auto warehouse =
      SLUSS_TRY(warehouse::open_warehouse(files, {.url = warehouse::folder_url(state / "warehouse"),
                                                  .memory_limit = options.memory_limit,
                                                  .spill = {.folder = state.parent_path() / "spill"}}));
  SLUSS_TRY(warehouse->adopt(manifest.generation));
  const auto verified = SLUSS_TRY(warehouse->verify());
  if (!verified.damaged.empty()) {
    // The file is as the manifest says: it was packed so.
    return core::fail(core::ErrorClass::data, "warehouse.damaged",
                      "the warehouse was damaged before the backup was made: " + verified.damaged.front().what,
                      "Nothing was changed. Take an older backup; or restore that one and put this one's journal and "
                      "archive (tar and zstd unpack it) in its place: a start applies what came after.",
                      {.file = manifest.generation});
  }
  const auto last = SLUSS_TRY(warehouse->last_run());
  core::log::debug("restore.generation", "the backup's generation opens", {{"last_run", last}});
  return {};
}

core::Result<> check_base(core::Files& files, const fs::path& state, const run::PruneHistory& pruned,
                          RestoreSummary& summary) {
  if (!pruned.base) return {};
  auto fault = SLUSS_TRY(run::base_fault(files, state / "archive", *pruned.base));
  if (!fault) return {};
  fault->place.file = fs::path(fault->place.file).lexically_relative(state / "archive").string();
  fault->what =
      "the base that a rebuild begins with was damaged or gone before the backup was made: " + fault->place.file;
  fault->remedy =
      "The figures are whole; the warehouse cannot be rebuilt from it. `sluss archive prune --always` makes a new "
      "base of the restored one.";
  core::log::warning("restore.lacks", fault->what, {{"remedy", fault->remedy}});
  summary.damaged.push_back(*std::move(fault));
  return {};
}

core::Result<> check_archive(core::Files& files, const fs::path& state, const run::NamedSegments& named,
                             const run::PruneHistory& pruned, RestoreSummary& summary) {
  warehouse::archive::Archive archive(files, {.folder = state / "archive"});
  summary.damaged = SLUSS_TRY(archive.verify());
  for (auto& error : summary.damaged) {
    // The files are as the manifest says: they were packed so.
    error.place.file = fs::path(error.place.file).lexically_relative(state / "archive").string();
    error.what = "a segment was damaged before the backup was made: " + error.place.file +
                 (error.place.field.empty() ? "" : ", " + error.place.field) + ": " + error.what;
    error.remedy =
        "The figures are whole; the warehouse cannot be rebuilt from it. Take both files of the segment (.seg, .idx) "
        "from a backup that has them whole.";
    core::log::warning("restore.lacks", error.what, {{"remedy", error.remedy}});
  }
  SLUSS_TRY(check_base(files, state, pruned, summary));
  summary.missing = run::missing_among(
      named,
      [&](const std::string& segment) {
        return pruned.segments.contains(segment) || warehouse::archive::has_segment(files, state / "archive", segment);
      },
      "archive");
  if (!summary.missing) return {};
  summary.missing->remedy =
      "Its state had lost them before. The figures are whole; the warehouse cannot be rebuilt. An older backup may "
      "have them: copy both files of each from its archive.";
  core::log::warning("restore.lacks", summary.missing->what, {{"remedy", summary.missing->remedy}});
  return {};
}

}  // namespace

core::Result<> check_content(core::Files& files, const fs::path& state, const Manifest& manifest,
                             const RestoreOptions& options, const Progress& progress, RestoreSummary& summary) {
  run::NamedSegments segments;
  run::PruneHistory pruned;
  if (progress) progress("checking the journal", summary.content);
  SLUSS_TRY(check_journal(files, state, manifest, segments, pruned));
  if (progress) progress("checking the warehouse", summary.content);
  SLUSS_TRY(check_warehouse(files, state, manifest, options));
  if (progress) progress("checking the archive", summary.content);
  return check_archive(files, state, segments, pruned, summary);
}

}  // namespace sluss::daemon::backup
