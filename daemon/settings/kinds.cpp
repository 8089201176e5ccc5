#include "daemon/settings/kinds.h"

#include "connectors/registry.h"
#include "daemon/settings/folders.h"

namespace sluss::daemon::settings {

const connectors::Kind* kind_of(const Source& source) {
  return connectors::find_kind(source.kind);
}

const connectors::Kind* kind_of(const Settings& settings, const Job& job) {
  const auto* source = find_source(settings, job.source);
  return source == nullptr ? nullptr : kind_of(*source);
}

std::vector<connectors::JobOfKind> jobs_of_kind(const Settings& settings, std::string_view kind) {
  std::vector<connectors::JobOfKind> jobs;
  for (const auto& job : settings.jobs) {
    const auto* const source = find_source(settings, job.source);
    if (source == nullptr || source->kind != kind) continue;
    jobs.push_back({.name = job.name, .on_event = job.on_event(), .source = source->values, .job = job.values});
  }
  return jobs;
}

std::vector<std::string> sources_beside(const Settings& settings, std::string_view origin, std::string_view source) {
  std::vector<std::string> others;
  for (const auto& other : settings.sources) {
    const auto* kind = kind_of(other);
    if (kind == nullptr || other.name == source || connectors::origin_of(*kind, other.name) != origin) continue;
    others.push_back(other.name);
  }
  return others;
}

connectors::ExpandSets expand_sets_of(const Settings& settings) {
  return [folders = settings.config_folders](const std::vector<std::string>& texts) {
    return expand_indicators(folders, texts);
  };
}

core::Result<connectors::Interest> interest_of(const Settings& settings, const Job& job) {
  const auto* kind = kind_of(settings, job);
  if (kind == nullptr) return connectors::Interest{};
  return kind->interest(job.values, expand_sets_of(settings));
}

}  // namespace sluss::daemon::settings
