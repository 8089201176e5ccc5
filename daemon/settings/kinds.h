#pragma once
// The kinds of a configuration's own sources and jobs, and what they derive from their keys. Any thread.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kind.h"
#include "core/config.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// Never null for what load() returned: a source of an unknown kind, and a job of an unknown source, are errors there.
[[nodiscard]] const connectors::Kind* kind_of(const Source& source);
[[nodiscard]] const connectors::Kind* kind_of(const Settings& settings, const Job& job);

/// Of the kind of that name, in the configuration's order; none of them is_this.
[[nodiscard]] std::vector<connectors::JobOfKind> jobs_of_kind(const Settings& settings, std::string_view kind);

/// Other sources of an origin than this one, by their names.
[[nodiscard]] std::vector<std::string> sources_beside(const Settings& settings, std::string_view origin,
                                                      std::string_view source);

/// Of the configuration's folders; needs nothing of `settings` afterwards.
[[nodiscard]] connectors::ExpandSets expand_sets_of(const Settings& settings);

/// Errors: those of expand_indicators.
[[nodiscard]] core::Result<connectors::Interest> interest_of(const Settings& settings, const Job& job);

/// The defaults of keys that are not there.
void fill_defaults(std::span<const core::config::Key> keys, core::config::Table& values);

}  // namespace sluss::daemon::settings
