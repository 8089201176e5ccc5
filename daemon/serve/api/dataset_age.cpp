#include "daemon/serve/api/dataset_age.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "daemon/run/runner/model_reads.h"
#include "daemon/run/runner/models.h"

namespace sluss::daemon::api {
namespace {

namespace ledger = warehouse::ledger;
constexpr std::string_view figures_schema = "core.";
constexpr std::string_view tables_schema = "extract.";

std::string table_name(const std::string& table) {
  return core::lower(std::string(tables_schema) + table);
}

bool is_of_figures(const ledger::Check& check) {
  return !check.stream.starts_with(tables_schema);
}

/// The oldest of the scheduled jobs counts; without one that has read it, `latest` of any job does.
void judge(SourceAge& source, std::optional<core::Instant> latest) {
  std::optional<core::Instant> oldest;
  for (const auto& job : source.job_ages) {
    if (!job.scheduled || !job.checked || (oldest && *oldest <= *job.checked)) continue;
    oldest = job.checked;
    source.by = job.job;
  }
  source.checked = oldest ? oldest : latest;
}

/// Each once, in the order of their names.
class Sources {
 public:
  void add(const std::string& source) { (void)at(source); }
  void add_job(const std::string& source, const settings::Fill& fill) {
    auto& age = at(source).age;
    age.jobs.push_back(fill.job);
    age.job_ages.push_back({.job = fill.job, .scheduled = fill.scheduled, .checked = {}});
  }
  void read_at(const std::string& source, const ledger::Check& check) {
    const auto found = sources_.find(source);
    if (found == sources_.end()) return;
    later(found->second.latest, check.at);
    for (auto& job : found->second.age.job_ages)
      if (job.job == check.job) later(job.checked, check.at);
  }
  [[nodiscard]] bool empty() const { return sources_.empty(); }
  std::vector<SourceAge> take() {
    std::vector<SourceAge> list;
    for (auto& [name, source] : sources_) {
      judge(source.age, source.latest);
      list.push_back(std::move(source.age));
    }
    return list;
  }

 private:
  struct SourceState {
    SourceAge age;
    std::optional<core::Instant> latest;  ///< of any job, also of one that the configuration has no more
  };
  static void later(std::optional<core::Instant>& known, core::Instant moment) {
    known = std::max(known.value_or(moment), moment);
  }
  SourceState& at(const std::string& source) {
    auto& known = sources_[source];
    known.age.source = source;
    return known;
  }
  std::map<std::string, SourceState> sources_;
};

std::vector<SourceAge> figures_of(std::span<const settings::Fill> fills, std::span<const ledger::Check> checks) {
  Sources sources;
  for (const auto& fill : fills)
    if (fill.table.empty()) sources.add_job(fill.origin, fill);
  const bool configured = !sources.empty();
  for (const auto& check : checks) {
    if (!is_of_figures(check)) continue;
    if (!configured) sources.add(check.origin);
    sources.read_at(check.origin, check);
  }
  return sources.take();
}

std::vector<SourceAge> tables_of(const std::set<std::string>& reads, std::span<const settings::Fill> fills,
                                 std::span<const ledger::Check> checks) {
  Sources sources;
  for (const auto& name : reads)
    if (name.starts_with(tables_schema)) sources.add(name);
  for (const auto& fill : fills)
    if (!fill.table.empty() && reads.contains(table_name(fill.table))) sources.add_job(table_name(fill.table), fill);
  for (const auto& check : checks)
    if (!is_of_figures(check)) sources.read_at(core::lower(check.stream), check);
  return sources.take();
}

/// Too many rather than too few.
std::set<std::string> all_reads(std::span<const settings::Fill> fills) {
  std::set<std::string> reads;
  for (const auto& fill : fills)
    reads.insert(fill.table.empty() ? std::string(warehouse::observation_stream) : table_name(fill.table));
  if (reads.empty()) reads.insert(warehouse::observation_stream);
  return reads;
}

}  // namespace

std::optional<core::Instant> DatasetAge::checked() const {
  std::optional<core::Instant> oldest;
  for (const auto& source : sources)
    if (source.checked) oldest = std::min(oldest.value_or(*source.checked), *source.checked);
  return oldest;
}

DatasetAge age_of(const std::set<std::string>& reads, std::span<const settings::Fill> fills,
                  std::span<const ledger::Check> checks) {
  DatasetAge age;
  if (std::ranges::any_of(reads, [](const auto& name) { return name.starts_with(figures_schema); }))
    age.sources = figures_of(fills, checks);
  auto tables = tables_of(reads, fills, checks);
  age.sources.insert(age.sources.end(), std::make_move_iterator(tables.begin()), std::make_move_iterator(tables.end()));
  return age;
}

core::Result<std::map<std::string, std::set<std::string>>> reads_of_datasets(const settings::Settings& settings,
                                                                             core::Files& files,
                                                                             const std::vector<std::string>& datasets) {
  const auto fills = SLUSS_TRY(settings::fills_of(settings));
  // A model that cannot be read is reported by the run that would make it.
  const auto models = run::models_of(settings, files).value_or(std::vector<warehouse::Model>());
  std::map<std::string, std::set<std::string>> reads;
  for (const auto& dataset : datasets) {
    const bool known = std::ranges::find(models, dataset, &warehouse::Model::name) != models.end();
    reads.emplace(dataset, known ? run::reads_of(dataset, models) : all_reads(fills));
  }
  return reads;
}

core::Result<std::map<std::string, DatasetAge>> read_ages(warehouse::Reader& reader, const settings::Settings& settings,
                                                          core::Files& files,
                                                          const std::vector<std::string>& datasets) {
  const auto fills = SLUSS_TRY(settings::fills_of(settings));
  const auto checks = SLUSS_TRY(ledger::last_checks(reader));
  const auto reads = SLUSS_TRY(reads_of_datasets(settings, files, datasets));
  std::map<std::string, DatasetAge> ages;
  for (const auto& [dataset, names] : reads) ages.emplace(dataset, age_of(names, fills, checks));
  return ages;
}

}  // namespace sluss::daemon::api
