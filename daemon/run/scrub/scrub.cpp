#include "daemon/run/scrub/scrub.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/log.h"
#include "core/replace_file.h"
#include "daemon/run/prune/prune_history.h"
#include "daemon/run/replay/missing_segments.h"
#include "warehouse/archive/segment_files.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::run {

using nlohmann::json;
namespace archive = warehouse::archive;

namespace {

// Source: linux/ioprio.h; glibc has no wrapper.
constexpr int io_who_process = 1;
constexpr int io_class_shift = 13;
constexpr int io_class_idle = 3;

/// The calling thread reads only when no one else does.
class IdlePriority {
 public:
  IdlePriority() : before_(::syscall(SYS_ioprio_get, io_who_process, 0)) {
    ::syscall(SYS_ioprio_set, io_who_process, 0, io_class_idle << io_class_shift);
  }
  ~IdlePriority() {
    if (before_ >= 0) ::syscall(SYS_ioprio_set, io_who_process, 0, before_);
  }
  IdlePriority(const IdlePriority&) = delete;
  IdlePriority& operator=(const IdlePriority&) = delete;

 private:
  long before_;
};

class Pace {
 public:
  Pace(std::uint64_t bytes_per_second, std::stop_token stop)
      : rate_(std::max<std::uint64_t>(bytes_per_second, 1)), stop_(std::move(stop)) {}

  /// Waits until so much may have been read.
  core::Result<> took(std::uint64_t bytes) {
    bytes_ += bytes;
    const auto due =
        began_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                     std::chrono::duration<double>(static_cast<double>(bytes_) / static_cast<double>(rate_)));
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, stop_, due, [] { return false; });
    if (!stop_.stop_requested()) return {};
    return core::fail(core::ErrorClass::cancelled, "scrub.cancelled", "the reading was stopped",
                      "It begins anew later.");
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t rate_;
  std::stop_token stop_;
  std::uint64_t bytes_ = 0;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable_any changed_;
};

core::Error of_segment(const core::Error& error, const std::filesystem::path& segment) {
  return {.code = error.code,
          .error_class = error.error_class,
          .what = "the archive's segment " + segment.filename().string() + " is damaged: " + error.what,
          .remedy = "Take the segment from a backup (sluss restore --into a folder of its own), and see to the disk.",
          .place = {.file = segment.string()}};
}

core::Result<> scrub_archive(Context& context, Pace& pace, ScrubSummary& summary) {
  const auto folder = context.settings.state / "archive";
  const auto files = SLUSS_TRY(archive::segment_files(context.files, folder, std::nullopt));
  for (const auto& file : files) {
    // Unfinished ones are no run's yet; what is gone when its turn comes was removed, or is reported as missing.
    const auto is_there = [&] { return archive::has_segment(context.files, folder, file); };
    if (!is_there()) continue;
    const auto segment = context.archive.open(file);
    if (!segment) {  // one that is damaged hides no other
      if (is_there()) summary.damaged.push_back(of_segment(segment.error(), folder / file));
      continue;
    }
    if (!segment->whole) continue;
    ++summary.segments;
    for (const auto& object : segment->objects) {
      const auto read = context.archive.read(*segment, object.index);
      if (!read && is_there()) summary.damaged.push_back(of_segment(read.error(), folder / file));
      ++summary.objects;
      SLUSS_TRY(pace.took(object.stored));
      if (!read) break;  // one error a segment
    }
  }
  return {};
}

core::Result<> scrub_journal(Context& context, Pace& pace, ScrubSummary& summary) {
  NamedSegments named;
  PruneHistory pruned;
  const auto reading = warehouse::journal::read_through(context.files, context.journal_file,
                                                        [&](warehouse::journal::Entry&& entry) -> core::Result<> {
                                                          SLUSS_TRY(add_pruning(entry, pruned));
                                                          if (is_run(entry.kind)) {
                                                            const auto run = SLUSS_TRY(parse_journal_body(entry));
                                                            add_segments(run, named);
                                                          }
                                                          return pace.took(entry.body.size() + entry.hash.size());
                                                        });
  if (reading) {
    summary.journal_entries = reading->entries;
    if (auto missing = missing_among(named, context)) summary.damaged.push_back(*std::move(missing));
    if (!pruned.base) return {};
    auto fault = SLUSS_TRY(base_fault(context.files, context.settings.state / "archive", *pruned.base,
                                      [&](std::uint64_t bytes) { return pace.took(bytes); }));
    if (fault) summary.damaged.push_back(*std::move(fault));
    return {};
  }
  if (reading.error().error_class == core::ErrorClass::cancelled) return std::unexpected(reading.error());
  summary.damaged.push_back(
      {.code = reading.error().code,
       .error_class = reading.error().error_class,
       .what = "the journal's chain is broken: " + reading.error().what,
       .remedy = "`sluss audit verify` shows the line. Put it back from a backup's journal.jsonl with the "
                 "daemon stopped.",
       .place = {.file = context.journal_file.string(), .line = reading.error().place.line}});
  return {};
}

/// What distinguishes a file from one that has taken its place. "" of what is not there.
std::string mark_of(const std::filesystem::path& file) {
  struct stat found{};
  if (::stat(file.c_str(), &found) != 0) return "";
  // Not by its change time: another owner or mode mends nothing.
  return fmt::format("{} {} {}.{:09}", found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
}

core::Result<> remember(Context& context, const ScrubSummary& summary) {
  auto damaged = json::array();
  for (const auto& error : summary.damaged) {
    damaged.push_back(
        {{"code", error.code}, {"what", error.what}, {"remedy", error.remedy}, {"file", error.place.file}});
    // The journal grows as ever; the next scrub finds whether it is mended.
    if (error.place.file != context.journal_file) damaged.back()["mark"] = mark_of(error.place.file);
  }
  const json text{{"ended_at", core::to_text(context.clock.now())},
                  {"generations", summary.generations},
                  {"segments", summary.segments},
                  {"objects", summary.objects},
                  {"journal_entries", summary.journal_entries},
                  {"bytes", summary.bytes},
                  {"findings", std::move(damaged)}};
  return core::replace_file(context.files, context.settings.state / "scrub.json", core::json_text(text, 1) + "\n");
}

/// Entries that an older program wrote have no file: nothing shows whether they are mended.
std::vector<core::Error> still_damaged(Context& context, const json& read) {
  std::vector<core::Error> damaged;
  const auto findings = read.find("findings");
  if (findings == read.end() || !findings->is_array()) return damaged;
  for (const auto& finding : *findings) {
    if (!finding.is_object()) continue;
    const auto word = [&](const char* key) {
      const auto found = finding.find(key);
      return found != finding.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const auto file = word("file");
    if (file.empty()) continue;
    if (finding.contains("mark") && word("mark") != mark_of(file)) {
      if (word("code") != "archive.missing") continue;
      // It names the first of all that are missing: that one is back, and the others?
      if (auto others = missing_segments(context); others && *others) damaged.push_back(**std::move(others));
      continue;
    }
    damaged.push_back({.code = word("code"),
                       .error_class = core::ErrorClass::storage,
                       .what = word("what"),
                       .remedy = word("remedy"),
                       .place = {.file = file}});
  }
  return damaged;
}

}  // namespace

core::Result<ScrubSummary> scrub(Context& context, std::stop_token stop, std::uint64_t bytes_per_second) {
  const IdlePriority idle;
  Pace pace(bytes_per_second, std::move(stop));
  ScrubSummary summary;
  auto verified = SLUSS_TRY(context.warehouse.verify([&](std::uint64_t bytes) { return pace.took(bytes); }));
  summary.generations = verified.states;
  summary.damaged = std::move(verified.damaged);
  SLUSS_TRY(scrub_archive(context, pace, summary));
  SLUSS_TRY(scrub_journal(context, pace, summary));
  summary.bytes = pace.bytes();
  for (const auto& error : summary.damaged) {
    core::log::error("scrub.damaged", error.what,
                     {{"code", error.code}, {"file", error.place.file}, {"remedy", error.remedy}});
  }
  core::log::info("scrub.ended", "all that is kept was read through",
                  {{"bytes", summary.bytes}, {"damaged", summary.damaged.size()}});
  SLUSS_TRY(remember(context, summary));
  return summary;
}

std::optional<LastScrub> last_scrub(Context& context) {
  const auto text = context.files.read(context.settings.state / "scrub.json");
  if (!text) return std::nullopt;
  const auto read = json::parse(*text, nullptr, false);
  if (!read.is_object() || !read.contains("ended_at") || !read["ended_at"].is_string()) return std::nullopt;
  const auto at = core::parse_instant(read["ended_at"].get<std::string>());
  if (!at) return std::nullopt;
  return LastScrub{*at, still_damaged(context, read)};
}

}  // namespace sluss::daemon::run
