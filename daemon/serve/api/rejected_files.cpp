#include "daemon/serve/api/rejected_files.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "warehouse/ledger.h"

namespace sluss::daemon::api {

namespace ledger = warehouse::ledger;

namespace {

constexpr std::int64_t most_failures = 500;
/// A later file makes nothing good of a file that has such numbers and lies there still.
constexpr std::string_view numbers_of_persons = "register.identity";

/// By job, source and series.
using SeriesName = std::pair<std::string, std::pair<std::string, std::string>>;

/// When a file of the series was taken last; the beginning of time: none was.
core::Result<core::Instant> last_taken(warehouse::Reader& reader, const SeriesName& of) {
  const auto& [job, source_and_series] = of;
  const auto& [source, series] = source_and_series;
  const auto object = SLUSS_TRY(ledger::last_fetched(reader, job, source, series, ledger::Loads::taken));
  if (!object) return core::Instant{};
  const auto run = SLUSS_TRY(ledger::run(reader, object->run));
  return run.record.recorded_at;
}

}  // namespace

core::Result<std::vector<RejectedFile>> rejected_files(
    Failures& failures, const std::set<std::string>& jobs,
    const std::function<core::Result<warehouse::Reader*>()>& reader) {
  auto failed = SLUSS_TRY(failures.of_jobs(jobs, most_failures));
  std::vector<RejectedFile> files;
  std::map<SeriesName, core::Instant> loaded;
  std::set<std::string> seen;
  std::set<std::pair<std::string, std::string>> names;
  for (auto& view : failed) {
    const auto& run = view.run;
    const bool last = seen.insert(run.job).second;
    if (!view.file || !view.file->put_away || !names.emplace(run.job, view.file->name).second) continue;
    bool is_followed = false;
    auto* const open = SLUSS_TRY(reader());
    if (open != nullptr && !view.file->series.empty()) {
      const SeriesName of(run.job, {run.source, view.file->series});
      auto known = loaded.find(of);
      if (known == loaded.end()) {
        const auto at = SLUSS_TRY(last_taken(*open, of));
        known = loaded.emplace(of, at).first;
      }
      is_followed = known->second > run.recorded_at;
      if (is_followed && view.error_code != numbers_of_persons) continue;
    }
    files.push_back({.job = run.job,
                     .file = *std::move(view.file),
                     .at = run.recorded_at,
                     .entry = view.entry,
                     .error_code = std::move(view.error_code),
                     .error = std::move(view.error),
                     .last_failure = last,
                     .is_followed = is_followed});
  }
  return files;
}

void mark_gone(std::vector<RejectedFile>& files, const std::map<std::string, std::vector<std::string>>& lying) {
  for (auto& one : files) {
    const auto known = lying.find(one.job);
    const bool is_known = known != lying.end();
    const bool lies = is_known && std::ranges::binary_search(known->second, one.file.name);
    one.gone = one.is_followed ? !lies : is_known && !lies;
  }
}

}  // namespace sluss::daemon::api
