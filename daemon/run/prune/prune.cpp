#include "daemon/run/prune/prune.h"

#include <algorithm>
#include <array>

#include "core/kill_point.h"
#include "core/log.h"
#include "daemon/run/replay/missing_runs.h"
#include "daemon/run/replay/missing_segments.h"
#include "daemon/run/replay/read_segment.h"
#include "daemon/run/runner/extract.h"
#include "daemon/run/runner/resolution.h"
#include "daemon/run/runner/run_journal.h"
#include "warehouse/ledger.h"
#include "warehouse/ledger_needs.h"

namespace sluss::daemon::run {

namespace fs = std::filesystem;
namespace archive = warehouse::archive;
namespace journal = warehouse::journal;
namespace ledger = warehouse::ledger;

namespace {

constexpr std::size_t most_in_entry = 1000;  ///< segments that one line of the journal names

struct FateWords {
  std::string_view name, words;
};
constexpr auto fate_words = std::to_array<FateWords>({
    {"figures", "an open version of a figure leads back to it"},
    {"catalogue", "an open row of the catalogue is from its run"},
    {"table", "a table was filled from it"},
    {"held", "rows of its run wait for a decision"},
    {"resumable", "the next run may go on with it"},
    {"replay", "a replay reads it"},
    {"keep_runs", "it is of the latest runs of its job (keep_runs)"},
    {"keep_for", "it was fetched lately (keep_for)"},
    {"superseded", "nothing needs it any more"},
    {"unfinished", "no run has committed it, and none will go on with it"},
});

fs::path archive_folder(const Context& context) {
  return context.settings.state / "archive";
}

struct JournalContent {
  std::map<std::string, std::set<core::RunId>> segments;  ///< by segment: the runs whose own it is
  std::map<core::RunId, core::RunId> released;            ///< by the number of a release: the run whose rows
  std::int64_t runs = 0;                                  ///< committed
  core::RunId last;
};

core::Result<JournalContent> read_journal(Context& context) {
  const auto runs = SLUSS_TRY(runs_in_journal(context));
  JournalContent content;
  std::set<core::RunId> numbers;
  for (const auto& run : runs) {
    if (run.kind == "failed") continue;
    numbers.insert(run.run);
    if (run.kind == "release") content.released.emplace(run.run, run.of);
    for (const auto& segment : run.segments) {
      auto& own_of = content.segments[segment];
      if (run.kind == "run") own_of.insert(run.run);
    }
  }
  content.runs = std::ssize(numbers);
  if (!numbers.empty()) content.last = *numbers.rbegin();
  return content;
}

core::Result<std::uint64_t> bytes_of(Context& context, const archive::SegmentInfo& segment) {
  std::uint64_t bytes = 0;
  for (const auto* extension : {".seg", ".idx"}) {
    const auto file = archive_folder(context) / fs::path(segment.file).replace_extension(extension);
    if (!context.files.exists(file)) continue;
    const auto size = SLUSS_TRY(context.files.size(file));
    bytes += size;
  }
  return bytes;
}

using JobKey = std::pair<std::string, std::string>;
JobKey job_of(const archive::SegmentInfo& segment) {
  return {segment.header.source, segment.header.job};
}

/// Decides the fate of each segment of the archive. What is needed comes first, so that the weightiest reason is shown.
class FateJudge {
 public:
  FateJudge(Context& context, const JournalContent& content, const ledger::Needs& needs, const ledger::HeldLoads& held)
      : context_(context), content_(content), needs_(needs), held_(held) {
    for (const auto& [release, of] : content.released) {
      if (needs_.of_tables.contains(release)) needs_.of_tables.insert(of);
    }
  }

  /// `segments` oldest first.
  core::Result<std::vector<PruneItem>> judge(std::vector<archive::SegmentInfo> segments) {
    std::vector<PruneItem> items(segments.size());
    for (std::size_t i = segments.size(); i-- > 0;) {
      auto& item = items[i];
      item.segment = std::move(segments[i]);
      item.bytes = SLUSS_TRY(bytes_of(context_, item.segment));
      item.fate = SLUSS_TRY(fate_of(item.segment));
    }
    return items;
  }

 private:
  core::Result<Fate> fate_of(const archive::SegmentInfo& segment) {
    const auto found = content_.segments.find(segment.file.string());
    const auto now = context_.clock.now();
    if (found == content_.segments.end()) {
      if (needs_.of_figures.contains(segment.file.string())) return Fate::figures;
      const auto oldest = now.plus(-std::chrono::microseconds(context_.resume_within));
      return segment.header.began_at >= oldest ? Fate::resumable : Fate::unfinished;
    }
    // Counted and checked for each, whatever else it stays for.
    const auto latest = ++seen_[job_of(segment)];
    const bool replayed = SLUSS_TRY(is_replayed(segment, found->second));
    const auto any_in = [&](const std::set<core::RunId>& runs) {
      return std::ranges::any_of(found->second, [&](core::RunId run) { return runs.contains(run); });
    };
    if (needs_.of_figures.contains(segment.file.string())) return Fate::figures;
    if (any_in(needs_.of_held)) return Fate::held;
    if (any_in(needs_.of_tables)) return Fate::table;
    if (any_in(needs_.of_catalogue)) return Fate::catalogue;
    if (replayed) return Fate::replay;
    const auto policy = keep_policy(context_.settings, segment.header.source);
    if (latest <= policy.keep_runs) return Fate::keep_runs;
    if (segment.header.began_at >= now.plus(-std::chrono::microseconds(policy.keep_for))) return Fate::keep_for;
    return Fate::superseded;
  }

  /// From the latest to the last that was whole, or whole of its part: a replay begins there.
  core::Result<bool> is_replayed(const archive::SegmentInfo& segment, const std::set<core::RunId>& runs) {
    const auto kind = kind_of(segment.header);
    auto& begun = begun_[job_of(segment)];
    const auto held =
        std::ranges::find_if(held_, [&](const auto& one) { return runs.contains(one.first) && !one.second.applies; });
    // It replaces nothing until it is released: what it was to replace is what a replay reads once it is discarded.
    if (held != held_.end()) return held->second.waits;
    if (!kind || !(*kind)->resumes || begun.contains("")) return false;
    const auto resolution = SLUSS_TRY(read_resolution(context_.archive, segment));
    if (begun.contains(resolution.extent.part)) return false;
    if (resolution.proves_absence()) begun.insert(resolution.extent.part);
    return true;
  }

  Context& context_;
  const JournalContent& content_;
  ledger::Needs needs_;
  const ledger::HeldLoads& held_;
  std::map<JobKey, std::int64_t> seen_;
  std::map<JobKey, std::set<std::string>> begun_;  ///< the parts whose last whole load was seen; "": all of them
};

core::Result<> check_complete(Context& context) {
  auto missing = SLUSS_TRY(missing_segments(context));
  if (missing) return std::unexpected(*std::move(missing));
  const auto behind = SLUSS_TRY(missing_runs(context));
  if (behind.empty()) return {};
  return core::fail(core::ErrorClass::config, "prune.behind",
                    "the journal knows run " + std::to_string(behind.front().value) +
                        ", the warehouse does not: a base of it would lack what it brought",
                    "`sluss doctor --rebuild` applies all runs again; prune then.");
}

/// Folders and files in archive/base but those of `keep`.
core::Result<std::vector<fs::path>> other_bases(Context& context, const std::optional<Base>& keep) {
  std::vector<fs::path> others;
  const auto folder = archive_folder(context) / base_folder;
  if (!context.files.exists(folder)) return others;
  const auto places = SLUSS_TRY(context.files.list(folder));
  for (const auto& place : places) {
    std::error_code problem;
    // A source may have the name `base`: its months hold segments.
    if (!fs::is_directory(place, problem) || place.filename().string().find('T') == std::string::npos) continue;
    if (keep && place.filename() == keep->place) continue;
    const auto files = SLUSS_TRY(context.files.list(place));
    others.insert(others.end(), files.begin(), files.end());
  }
  return others;
}

/// What cannot be read counts as nothing: this is shown to people, and the removal reports what is wrong.
std::uint64_t room_of(Context& context, const std::vector<fs::path>& files) {
  std::uint64_t bytes = 0;
  for (const auto& file : files) bytes += context.files.size(file).value_or(0);
  return bytes;
}

/// "20261128T025400", and "…-2" where there is such a one.
core::Result<fs::path> new_place(Context& context) {
  auto time = core::compact_text(context.clock.now());
  time.pop_back();  // the Z
  const auto bases = archive_folder(context) / base_folder;
  auto place = bases / time;
  for (int again = 2; context.files.exists(place); ++again) place = bases / (time + "-" + std::to_string(again));
  SLUSS_TRY(context.files.make_folders(place));
  return place;
}

core::Result<Base::Part> keep_part(Context& context, const warehouse::Snapshot::Part& part, const fs::path& place) {
  auto output = SLUSS_TRY(context.files.create(place / part.name, {.bits = 0400}));
  core::Sha256Hasher hasher;
  for (std::uint64_t offset = 0; offset < part.file.size();) {
    const auto bytes = SLUSS_TRY(part.file.read(offset, part.file.size() - offset));
    SLUSS_TRY(output->write(bytes));
    hasher.update(bytes);
    offset += bytes.size();
  }
  SLUSS_TRY(output->sync());
  SLUSS_TRY(output->close());
  return Base::Part{.name = part.name, .bytes = part.file.size(), .sha256 = hasher.finish().hex()};
}

core::Result<Base> keep_base(Context& context, const JournalContent& content) {
  const auto snapshot = SLUSS_TRY(context.warehouse.snapshot());
  if (snapshot.damaged) return std::unexpected(*snapshot.damaged);
  if (snapshot.name.empty()) {
    return core::fail(core::ErrorClass::storage, "warehouse.missing",
                      "the warehouse has no current generation to keep: " + snapshot.absent,
                      "`sluss doctor` says what is wrong.", context.warehouse.place());
  }
  const auto place = SLUSS_TRY(new_place(context));
  Base base{.place = place.filename().string(),
            .generation = snapshot.name,
            .parts = {},
            .last_run = content.last,
            .runs = content.runs};
  for (const auto& part : snapshot.parts) {
    auto kept = SLUSS_TRY(keep_part(context, part, place));
    base.parts.push_back(std::move(kept));
  }
  for (auto folder = place; folder != context.settings.state; folder = folder.parent_path())
    SLUSS_TRY(context.files.sync_folder(folder));
  SLUSS_TRY(context.files.sync_folder(context.settings.state));
  return base;
}

/// Every run is in the base before the first segment that it read goes.
core::Result<> write_entries(Context& context, const Base& base, const std::vector<const PruneItem*>& going) {
  std::size_t next = 0;
  do {
    std::vector<std::string> names;
    std::uint64_t bytes = 0;
    for (; next < going.size() && names.size() < most_in_entry; ++next) {
      names.push_back(going[next]->segment.file.string());
      bytes += going[next]->bytes;
    }
    SLUSS_TRY(journal::append_one(context.files, context.journal_file, context.clock.now(), prune_kind, context.who,
                                  prune_body(base, names, bytes, context.way)));
  } while (next < going.size());
  return {};
}

core::Result<> remove_bases(Context& context, const Base& keep, PruneSummary& summary) {
  const auto others = SLUSS_TRY(other_bases(context, keep));
  const auto bytes = room_of(context, others);
  std::set<fs::path> folders;
  for (const auto& file : others) {
    SLUSS_TRY(context.files.remove(file));
    folders.insert(file.parent_path());
  }
  for (const auto& folder : folders) {
    std::error_code ignored;  // an empty folder takes no room
    fs::remove(folder, ignored);
  }
  summary.freed += bytes;
  return others.empty() ? core::Result<>{} : context.files.sync_folder(archive_folder(context) / base_folder);
}

core::Result<> remove_segments(Context& context, const std::vector<const PruneItem*>& going, PruneSummary& summary) {
  for (const auto* item : going) {
    SLUSS_TRY(context.archive.remove(item->segment));
    ++summary.segments;
    summary.freed += item->bytes;
    SLUSS_KILL_POINT("prune.removed");
  }
  return {};
}

std::vector<const PruneItem*> with_fate(const PrunePlan& plan, Fate fate) {
  std::vector<const PruneItem*> found;
  for (const auto& item : plan.items) {
    if (item.fate == fate) found.push_back(&item);
  }
  return found;
}

}  // namespace

KeepPolicy keep_policy(const settings::Settings& settings, std::string_view source) {
  KeepPolicy policy;
  const auto* configured = settings::find_source(settings, source);
  if (configured == nullptr) return policy;
  if (configured->values.has("keep_for")) policy.keep_for = configured->values.duration("keep_for");
  if (configured->values.has("keep_runs")) policy.keep_runs = configured->values.integer("keep_runs");
  return policy;
}

std::string_view name_of(Fate fate) {
  return fate_words.at(static_cast<std::size_t>(fate)).name;
}
std::string_view words_of(Fate fate) {
  return fate_words.at(static_cast<std::size_t>(fate)).words;
}
bool goes(Fate fate) {
  return fate == Fate::superseded || fate == Fate::unfinished;
}

core::Result<PrunePlan> plan_prune(Context& context) {
  SLUSS_TRY(check_complete(context));
  const auto content = SLUSS_TRY(read_journal(context));
  auto pruned = SLUSS_TRY(prune_history(context));
  const auto reader = SLUSS_TRY(context.warehouse.reader({.now = context.clock.now()}));
  const auto needs = SLUSS_TRY(ledger::needs(*reader));
  const auto held = SLUSS_TRY(ledger::held_loads(*reader));
  auto segments = SLUSS_TRY(context.archive.segments());
  PrunePlan plan;
  plan.items = SLUSS_TRY(FateJudge(context, content, needs, held).judge(std::move(segments)));
  for (const auto& item : plan.items) {
    if (!goes(item.fate)) continue;
    plan.freed += item.bytes;
    if (item.fate == Fate::superseded) plan.superseded += item.bytes;
  }
  plan.base = std::move(pruned.base);
  const bool of_now = plan.base && plan.base->runs == content.runs && plan.base->last_run == content.last;
  plan.new_base = !of_now;
  if (of_now) {
    const auto fault = SLUSS_TRY(base_fault(context.files, archive_folder(context), *plan.base));
    plan.new_base = fault.has_value();
  }
  const auto others =
      SLUSS_TRY(other_bases(context, plan.new_base ? std::optional<Base>() : std::optional<Base>(plan.base)));
  plan.old_base = room_of(context, others);
  if (plan.new_base) plan.base_bytes = context.warehouse.bytes().newest.value_or(0);
  return plan;
}

core::Result<PruneSummary> prune(Context& context, const PrunePlan& plan, bool always) {
  PruneSummary summary{.base = plan.base};
  SLUSS_TRY(remove_segments(context, with_fate(plan, Fate::unfinished), summary));
  const bool faulty = plan.base && plan.new_base && always;
  const auto going = with_fate(plan, Fate::superseded);
  if (!plan.pays() && !(always && (!going.empty() || faulty))) {
    // A pruning that was cut off before its last step: the journal names the newer base, which is whole.
    if (plan.base && !plan.new_base && plan.old_base > 0) SLUSS_TRY(remove_bases(context, *plan.base, summary));
    return summary;
  }
  if (plan.new_base) {
    const auto content = SLUSS_TRY(read_journal(context));
    summary.base = SLUSS_TRY(keep_base(context, content));
    summary.new_base = true;
    SLUSS_KILL_POINT("prune.base_kept");
  }
  SLUSS_TRY(write_entries(context, *summary.base, going));
  SLUSS_KILL_POINT("prune.told");
  SLUSS_TRY(remove_segments(context, going, summary));
  SLUSS_TRY(remove_bases(context, *summary.base, summary));
  core::log::info("archive.room", "room was given back in the archive",
                  {{"segments", summary.segments}, {"bytes", summary.freed}});
  return summary;
}

}  // namespace sluss::daemon::run
