#include "daemon/serve/api/dataset_held.h"

#include <algorithm>
#include <cstdint>

#include "core/text.h"
#include "daemon/serve/api/dataset_age.h"

namespace sluss::daemon::api {

namespace ledger = warehouse::ledger;

bool would_change(const std::set<std::string>& reads, std::string_view series) {
  constexpr std::string_view tables = "extract.";
  if (series.starts_with(tables)) return reads.contains(core::lower(series));
  // "core.observation", "core.observation_open"
  return std::ranges::any_of(reads, [](const auto& name) { return name.starts_with(warehouse::observation_stream); });
}

core::Result<std::map<std::string, std::vector<ledger::HeldEntry>>> waiting_of_datasets(
    warehouse::Reader& reader, const settings::Settings& settings, core::Files& files,
    const std::vector<std::string>& datasets) {
  constexpr std::int64_t most = 10'000;
  std::map<std::string, std::vector<ledger::HeldEntry>> by_dataset;
  for (const auto& dataset : datasets) by_dataset.try_emplace(dataset);
  const auto waiting = SLUSS_TRY(ledger::waiting(reader, ledger::HeldOrder::by_run, most));
  if (waiting.empty()) return by_dataset;
  const auto reads = SLUSS_TRY(reads_of_datasets(settings, files, datasets));
  for (auto& [dataset, list] : by_dataset) {
    const auto& names = reads.at(dataset);
    for (const auto& held : waiting)
      if (would_change(names, held.series.series)) list.push_back(held);
  }
  return by_dataset;
}

}  // namespace sluss::daemon::api
