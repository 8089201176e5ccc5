#include "daemon/views/dataset_age.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "core/text.h"
#include "daemon/runner/model_reads.h"
#include "daemon/runner/models.h"

namespace sluss::daemon::views {
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

/// Each once, in the order of their names.
class Sources {
 public:
  void add(const std::string& source) { (void)at(source); }
  void add_job(const std::string& source, const std::string& job) { at(source).jobs.push_back(job); }
  void read_at(const std::string& source, core::Instant moment) {
    const auto found = known_.find(source);
    if (found == known_.end()) return;
    auto& checked = found->second.checked;
    checked = std::max(checked.value_or(moment), moment);
  }
  [[nodiscard]] bool empty() const { return known_.empty(); }
  std::vector<SourceAge> take() {
    std::vector<SourceAge> list;
    for (auto& [name, source] : known_) list.push_back(std::move(source));
    return list;
  }

 private:
  SourceAge& at(const std::string& source) {
    return known_.try_emplace(source, SourceAge{.source = source, .jobs = {}, .checked = {}}).first->second;
  }
  std::map<std::string, SourceAge> known_;
};

std::vector<SourceAge> figures_of(std::span<const settings::Fill> fills, std::span<const ledger::Check> checks) {
  Sources sources;
  for (const auto& fill : fills)
    if (fill.table.empty()) sources.add_job(fill.origin, fill.job);
  const bool configured = !sources.empty();
  for (const auto& check : checks) {
    if (!is_of_figures(check)) continue;
    if (!configured) sources.add(check.origin);
    sources.read_at(check.origin, check.at);
  }
  return sources.take();
}

std::vector<SourceAge> tables_of(const std::set<std::string>& reads, std::span<const settings::Fill> fills,
                                 std::span<const ledger::Check> checks) {
  Sources sources;
  for (const auto& name : reads)
    if (name.starts_with(tables_schema)) sources.add(name);
  for (const auto& fill : fills)
    if (!fill.table.empty() && reads.contains(table_name(fill.table)))
      sources.add_job(table_name(fill.table), fill.job);
  for (const auto& check : checks)
    if (!is_of_figures(check)) sources.read_at(core::lower(check.stream), check.at);
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

core::Result<std::map<std::string, DatasetAge>> read_ages(warehouse::Reader& reader, const settings::Settings& settings,
                                                          core::Files& files,
                                                          const std::vector<std::string>& datasets) {
  SLUSS_ASSIGN(const auto fills, settings::fills_of(settings));
  SLUSS_ASSIGN(const auto checks, ledger::last_checks(reader));
  // A model that cannot be read is told by the run that would make it.
  const auto models = runner::models_of(settings, files).value_or(std::vector<warehouse::Model>());
  std::map<std::string, DatasetAge> ages;
  for (const auto& dataset : datasets) {
    const bool known = std::ranges::find(models, dataset, &warehouse::Model::name) != models.end();
    ages.emplace(dataset, age_of(known ? runner::reads_of(dataset, models) : all_reads(fills), fills, checks));
  }
  return ages;
}

}  // namespace sluss::daemon::views
