#include "daemon/settings/kinds.h"

#include "connectors/registry.h"

namespace sluss::daemon::settings {

const connectors::Kind* kind_of(const Source& source) {
  return connectors::find_kind(source.kind);
}

const connectors::Kind* kind_of(const Settings& settings, const Job& job) {
  const auto* source = find_source(settings, job.source);
  return source == nullptr ? nullptr : kind_of(*source);
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
