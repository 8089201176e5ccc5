#include "daemon/run/replay/missing_segments.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "daemon/run/prune/prune_history.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/journal/index.h"

namespace sluss::daemon::run {

namespace journal = warehouse::journal;

namespace {

constexpr std::size_t most_shown = 3;
constexpr std::size_t latest_entries = 32;

}  // namespace

void add_segments(const JournalRun& run, NamedSegments& named) {
  if (run.kind == "failed") return;
  for (const auto& segment : run.segments) named.try_emplace(segment, run.run);
}

std::optional<core::Error> missing_among(const NamedSegments& named,
                                         const std::function<bool(const std::string&)>& is_there,
                                         const std::filesystem::path& archive_folder) {
  std::vector<std::pair<core::RunId, std::string>> missing;
  for (const auto& [segment, run] : named) {
    if (!is_there(segment)) missing.emplace_back(run, segment);
  }
  if (missing.empty()) return std::nullopt;
  std::ranges::sort(missing);
  std::string shown;
  for (std::size_t i = 0; i < std::min(missing.size(), most_shown); ++i) {
    shown += (i == 0 ? "" : ", ") + missing[i].second + " (run " + std::to_string(missing[i].first.value) + ")";
  }
  if (missing.size() > most_shown) shown += ", and " + std::to_string(missing.size() - most_shown) + " more";
  return core::Error{
      .code = "archive.missing",
      .error_class = core::ErrorClass::storage,
      .what = std::to_string(missing.size()) + " of " + std::to_string(named.size()) +
              " segments that committed runs name are not whole in the archive: " + shown,
      .remedy = "Mount " + archive_folder.string() +
                " if it is on a disk of its own; what runs have archived meanwhile is in the folder under the mount, "
                "and belongs on that disk too. Else take both files of each (.seg, .idx) from a backup that has them: "
                "`sluss restore FILE --into` a folder of its own, copy what its archive holds, give it to the "
                "state's owner. Until then the warehouse cannot be rebuilt: remove no backup.",
      .place = {.file = (archive_folder / missing.front().second).string()}};
}

std::optional<core::Error> missing_among(const NamedSegments& named, Context& context) {
  const auto folder = context.settings.state / "archive";
  const auto is_there = [&](const std::string& segment) {
    return warehouse::archive::has_segment(context.files, folder, segment);
  };
  if (std::ranges::all_of(named, [&](const auto& one) { return is_there(one.first); })) return std::nullopt;
  // Only now: it reads the journal through.
  const auto pruned = prune_history(context);
  return missing_among(
      named,
      [&](const std::string& segment) { return is_there(segment) || (pruned && pruned->segments.contains(segment)); },
      folder);
}

core::Result<std::optional<core::Error>> missing_segments(Context& context) {
  const auto runs = SLUSS_TRY(runs_in_journal(context));
  NamedSegments named;
  for (const auto& run : runs) add_segments(run, named);
  return missing_among(named, context);
}

core::Result<std::optional<core::Error>> missing_of_latest_runs(Context& context) {
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  NamedSegments named;
  std::size_t left = latest_entries;
  SLUSS_TRY(index.latest_first({journal::Group::committed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    const auto run = SLUSS_TRY(journal_run(index, mark));
    add_segments(run, named);
    return --left != 0;
  }));
  return missing_among(named, context);
}

}  // namespace sluss::daemon::run
