#pragma once
// From a configured source (and its job) to what its kind opens it by.

#include "connectors/kind.h"
#include "core/time.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::run {

/// `settings` and `clock` outlive it. `job`: null to inspect only. `full`: every query in full, whatever its
/// checkpoint. Its client is made when it is first requested, with the secrets of [http].
[[nodiscard]] connectors::Setup setup_of(const settings::Settings& settings, const settings::Source& source,
                                         const settings::Job* job, const core::Clock& clock, bool full);

/// Errors: config class "run.unknown_kind".
[[nodiscard]] core::Result<const connectors::Kind*> known_kind(const settings::Settings& settings,
                                                               const settings::Source& source);

/// The source, opened by its kind. Errors: config class "run.unknown_kind", and those of Kind::open.
[[nodiscard]] core::Result<std::unique_ptr<connectors::Source>> open_source(const settings::Settings& settings,
                                                                            const settings::Source& source,
                                                                            const settings::Job* job,
                                                                            const core::Clock& clock, bool full);

}  // namespace sluss::daemon::run
