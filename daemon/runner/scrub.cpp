#include "daemon/runner/scrub.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/log.h"
#include "core/replace_file.h"
#include "daemon/runner/missing_segments.h"
#include "warehouse/duckdb/duckdb_warehouse.h"
#include "warehouse/journal/journal.h"

namespace sluss::daemon::runner {

using nlohmann::json;

namespace {

// Source: linux/ioprio.h; glibc has no wrapper.
constexpr int io_who_process = 1;
constexpr int io_class_shift = 13;
constexpr int io_class_idle = 3;

/// The calling thread reads only when nobody else does.
class IdleReading {
 public:
  IdleReading() : before_(::syscall(SYS_ioprio_get, io_who_process, 0)) {
    ::syscall(SYS_ioprio_set, io_who_process, 0, io_class_idle << io_class_shift);
  }
  ~IdleReading() {
    if (before_ >= 0) ::syscall(SYS_ioprio_set, io_who_process, 0, before_);
  }
  IdleReading(const IdleReading&) = delete;
  IdleReading& operator=(const IdleReading&) = delete;

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

core::Finding archive_finding(const core::Error& error, const std::string& segment) {
  return {.code = error.code,
          .severity = core::Severity::error,
          .subject = segment,
          .what = "the archive's segment " + segment + " is damaged: " + error.what,
          .remedy = "Take the segment from a backup (sluss restore --into a folder of its own), and see to the disk."};
}

core::Result<> scrub_archive(Context& context, Pace& pace, ScrubSummary& summary) {
  SLUSS_ASSIGN(const auto segments, context.archive.segments());
  for (const auto& segment : segments) {
    if (!segment.whole) continue;
    ++summary.segments;
    for (const auto& object : segment.objects) {
      const auto read = context.archive.read(segment, object.index);
      if (!read) summary.findings.push_back(archive_finding(read.error(), segment.file.string()));
      ++summary.objects;
      SLUSS_TRY(pace.took(object.stored));
      if (!read) break;  // one finding a segment
    }
  }
  return {};
}

core::Finding missing_finding(const core::Error& error) {
  return {.code = error.code,
          .severity = core::Severity::error,
          .subject = error.place.file,
          .what = "Arkivet saknar segment som publicerade körningar pekar på: " + error.what,
          .remedy =
              "Montera arkivets disk, eller hämta segmenten ur en säkerhetskopia (sluss restore --into en egen "
              "mapp). Ta inte bort någon säkerhetskopia innan dess."};
}

core::Result<> scrub_journal(Context& context, Pace& pace, ScrubSummary& summary) {
  NamedSegments named;
  const auto reading = warehouse::journal::read_through(context.files, context.journal_file,
                                                        [&](warehouse::journal::Entry&& entry) -> core::Result<> {
                                                          if (is_run(entry.kind)) {
                                                            SLUSS_ASSIGN(const auto run, parse_journal_body(entry));
                                                            add_named(run, named);
                                                          }
                                                          return pace.took(entry.body.size() + entry.hash.size());
                                                        });
  if (reading) {
    summary.journal_entries = reading->entries;
    const auto missing = missing_among(named, context);
    if (missing) summary.findings.push_back(missing_finding(*missing));
    return {};
  }
  if (reading.error().error_class == core::ErrorClass::cancelled) return std::unexpected(reading.error());
  summary.findings.push_back({.code = reading.error().code,
                              .severity = core::Severity::error,
                              .subject = "line " + std::to_string(reading.error().place.line),
                              .what = "the journal's chain is broken: " + reading.error().what,
                              .remedy = "Take the journal from a backup. `sluss audit verify` shows where."});
  return {};
}

core::Result<> remember(Context& context, const ScrubSummary& summary) {
  auto findings = json::array();
  for (const auto& finding : summary.findings)
    findings.push_back({{"code", finding.code}, {"subject", finding.subject}, {"what", finding.what}});
  const json text{{"ended_at", core::to_text(context.clock.now())},
                  {"generations", summary.generations},
                  {"segments", summary.segments},
                  {"objects", summary.objects},
                  {"journal_entries", summary.journal_entries},
                  {"bytes", summary.bytes},
                  {"findings", std::move(findings)}};
  return core::replace_file(context.files, context.settings.state / "scrub.json", core::json_text(text, 1) + "\n");
}

}  // namespace

core::Result<ScrubSummary> scrub(Context& context, std::stop_token stop, std::uint64_t bytes_per_second) {
  const IdleReading idle;
  Pace pace(bytes_per_second, std::move(stop));
  ScrubSummary summary;
  const auto& warehouse = context.settings.warehouse_folder;
  if (context.files.exists(warehouse)) {
    SLUSS_ASSIGN(summary.findings,
                 warehouse::duckdb::check_generations(context.files, warehouse,
                                                      [&](std::uint64_t bytes) { return pace.took(bytes); }));
    SLUSS_ASSIGN(const auto files, context.files.list(warehouse));
    summary.generations = std::ranges::count_if(files, [](const auto& file) { return file.extension() == ".duckdb"; });
  }
  SLUSS_TRY(scrub_archive(context, pace, summary));
  SLUSS_TRY(scrub_journal(context, pace, summary));
  summary.bytes = pace.bytes();
  for (const auto& finding : summary.findings)
    core::log::error("scrub.damaged", finding.what, {{"code", finding.code}, {"subject", finding.subject}});
  core::log::info("scrub.ended", "all that is kept was read through",
                  {{"bytes", summary.bytes}, {"damaged", summary.findings.size()}});
  SLUSS_TRY(remember(context, summary));
  return summary;
}

std::optional<core::Instant> last_scrub(Context& context) {
  const auto text = context.files.read(context.settings.state / "scrub.json");
  if (!text) return std::nullopt;
  const auto read = json::parse(*text, nullptr, false);
  if (!read.is_object() || !read.contains("ended_at") || !read["ended_at"].is_string()) return std::nullopt;
  const auto at = core::parse_instant(read["ended_at"].get<std::string>());
  return at ? std::optional(*at) : std::nullopt;
}

}  // namespace sluss::daemon::runner
