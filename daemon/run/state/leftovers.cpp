#include "daemon/run/state/leftovers.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/log.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/runner/run_journal.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/journal/index.h"
#include "warehouse/ledger.h"

namespace sluss::daemon::run {

namespace archive = warehouse::archive;
namespace journal = warehouse::journal;

namespace {

/// By runs of the job that were committed since, or shortly before: a clock may have been set back.
core::Result<NamedSegments> named_since(Context& context, std::string_view job, core::Instant since) {
  constexpr std::chrono::hours clock_doubt{24};
  const auto earliest = since.plus(-clock_doubt);
  auto index = SLUSS_TRY(journal::Index::open(context.files, context.journal_file));
  NamedSegments named;
  SLUSS_TRY(index.latest_first({journal::Group::committed}, [&](const journal::Mark& mark) -> core::Result<bool> {
    if (mark.at < earliest || mark.job != journal::job_key(job)) return true;
    const auto run = SLUSS_TRY(journal_run(index, mark));
    add_segments(run, named);
    return true;
  }));
  return named;
}

core::Result<std::vector<archive::SegmentInfo>> leftovers_of(Context& context, const std::string& source,
                                                             std::string_view job,
                                                             std::optional<core::Instant> before) {
  std::vector<archive::SegmentInfo> found;
  const auto files = SLUSS_TRY(archive::unfinished_files(context.files, context.settings.state / "archive", source));
  for (const auto& file : files) {
    auto segment = context.archive.open(file);
    // Killed before its header was on disk: it does not name its run, and has no data.
    const auto why = segment ? std::string() : segment.error().code;
    if (why == "archive.damaged" || why == "disk.missing") continue;
    if (!segment) return std::unexpected(std::move(segment).error());
    if (segment->header.job != job || (before && segment->header.began_at >= *before)) continue;
    found.push_back(*std::move(segment));
  }
  return found;
}

}  // namespace

core::Result<> remove_leftovers(Context& context, std::string_view source, std::string_view job,
                                std::optional<core::Instant> before) {
  const auto leftovers = SLUSS_TRY(leftovers_of(context, std::string(source), job, before));
  if (leftovers.empty()) return {};
  const auto oldest = std::ranges::min(leftovers, {}, [](const auto& one) { return one.header.began_at; });
  const auto named = SLUSS_TRY(named_since(context, job, oldest.header.began_at));
  std::int64_t removed = 0;
  for (const auto& one : leftovers) {
    if (named.contains(one.file.string())) continue;
    if (const auto gone = context.archive.remove(one); gone) {
      ++removed;
    } else if (gone.error().error_class != core::ErrorClass::busy) {
      log_removed(job, one.file.string(), gone);
    }
  }
  if (removed != 0) {
    core::log::info("run.leftovers", "what stopped runs had fetched is removed from the archive",
                    {{"job", job}, {"segments", removed}});
  }
  return {};
}

void remove_uncommitted(Context& context, const archive::SegmentInfo& segment) {
  const auto file = segment.file.string();
  const auto reader = context.warehouse.reader({.now = context.clock.now()});
  if (!reader && reader.error().code != "warehouse.empty") return;
  if (reader) {
    const auto is_read = warehouse::ledger::is_segment_read(**reader, file);
    if (!is_read || *is_read) return;
  }
  log_removed(segment.header.job, file, context.archive.remove(segment));
}

void log_removed(std::string_view job, std::string_view segment, const core::Result<>& removed) {
  if (removed) {
    core::log::info("run.leftovers", "what a failed run had fetched is removed from the archive",
                    {{"job", job}, {"segments", 1}});
    return;
  }
  core::log::warning("run.leftover", removed.error().what,
                     {{"job", job}, {"segment", segment}, {"code", removed.error().code}});
}

}  // namespace sluss::daemon::run
