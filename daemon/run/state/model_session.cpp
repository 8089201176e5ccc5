#include "daemon/run/state/model_session.h"

#include <algorithm>
#include <string>
#include <utility>

#include "connectors/registry.h"
#include "daemon/run/runner/models.h"
#include "daemon/settings/folders.h"
#include "daemon/settings/kinds.h"
#include "transforms/datasets/session.h"

namespace sluss::daemon::run {

namespace datasets = transforms::datasets;

namespace {

/// Indicators that jobs name one by one, by canonical id.
core::Result<std::vector<std::string>> selected_of(const settings::Settings& settings) {
  std::vector<std::string> selected;
  for (const auto& job : settings.jobs) {
    const auto interest = SLUSS_TRY(settings::interest_of(settings, job));
    selected.insert(selected.end(), interest.indicators.begin(), interest.indicators.end());
  }
  std::ranges::sort(selected);
  const auto [first, last] = std::ranges::unique(selected);
  selected.erase(first, last);
  return selected;
}

/// What every job fetches; one that fills a table of its own, nothing.
core::Result<std::vector<datasets::JobIndicators>> jobs_of(const settings::Settings& settings) {
  std::vector<datasets::JobIndicators> jobs;
  for (const auto& job : settings.jobs) {
    auto interest = SLUSS_TRY(settings::interest_of(settings, job));
    jobs.push_back({.job = job.name, .indicators = std::move(interest.indicators), .more = interest.more});
  }
  return jobs;
}

core::Result<std::vector<std::string>> compare_of(const settings::Settings& settings) {
  std::vector<std::string> compare;
  for (const auto& job : settings.jobs) {
    const auto interest = SLUSS_TRY(settings::interest_of(settings, job));
    for (const auto& one : interest.compare) {
      if (std::ranges::find(compare, one) == compare.end()) compare.push_back(one);
    }
  }
  return compare;
}

/// Of every kind that quotes an origin, configured or not (what it brought once is still there), and of the sources
/// that are their own, and of what jobs quote besides. The first of an origin counts: its figures are joined to one.
std::vector<datasets::SourceWords> sources_of(const settings::Settings& settings) {
  std::vector<datasets::SourceWords> sources;
  const auto add = [&sources](const connectors::Kind& kind, std::string_view origin) {
    const bool known = std::ranges::find(sources, origin, &datasets::SourceWords::origin) != sources.end();
    if (origin.empty() || kind.attribution.empty() || known) return;
    sources.push_back({.origin = std::string(origin),
                       .title = std::string(kind.title),
                       .attribution = std::string(kind.attribution)});
  };
  for (const auto* kind : connectors::kinds()) add(*kind, kind->origin);
  for (const auto& source : settings.sources) {
    if (const auto* kind = settings::kind_of(source)) add(*kind, connectors::origin_of(*kind, source.name));
  }
  for (const auto& job : settings.jobs) {
    const auto* kind = settings::kind_of(settings, job);
    auto quoted =
        kind == nullptr || kind->quoted == nullptr ? std::nullopt : kind->quoted(job.values, settings.config_folders);
    if (!quoted || std::ranges::find(sources, quoted->ids, &datasets::SourceWords::origin) != sources.end()) continue;
    sources.push_back(
        {.origin = quoted->ids, .title = std::move(quoted->title), .attribution = std::move(quoted->attribution)});
  }
  return sources;
}

}  // namespace

core::Result<std::vector<datasets::IndicatorConfig>> configured_indicators(const settings::Settings& settings,
                                                                           core::Files& files) {
  auto loaded = datasets::load_indicators(files, settings.config_folders, connectors::understood_origin());
  if (!loaded) return std::unexpected(loaded.error().front());
  return std::move(*loaded);
}

core::Result<warehouse::Session> session_of(const settings::Settings& settings, core::Files& files) {
  datasets::SessionInputs inputs;
  inputs.municipality = settings.municipality;
  if (const auto own = settings::find_municipality(settings.config_folders, settings.municipality))
    inputs.municipality_name = own->name;
  inputs.compare = SLUSS_TRY(compare_of(settings));
  inputs.selected = SLUSS_TRY(selected_of(settings));
  inputs.indicators = SLUSS_TRY(configured_indicators(settings, files));
  inputs.sources = sources_of(settings);
  inputs.jobs = SLUSS_TRY(jobs_of(settings));
  auto models = SLUSS_TRY(models_of(settings, files));
  return datasets::make_session(inputs, std::move(models));
}

}  // namespace sluss::daemon::run
