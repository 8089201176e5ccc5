#pragma once
// From the configuration to what opening a source needs.

#include "connectors/kind.h"
#include "core/error.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::runner {

/// `job`: null to look only. `settings` and `clock` outlive what is opened with it.
[[nodiscard]] connectors::Setup setup_of(const settings::Settings& settings, const settings::Source& source,
                                         const settings::Job* job, const core::Clock& clock, bool full = false);

/// Errors: config class "run.unknown_kind".
[[nodiscard]] core::Result<const connectors::Kind*> kind_of(const settings::Source& source);

}  // namespace sluss::daemon::runner
