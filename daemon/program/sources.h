#pragma once
// One small question to a source: does it answer, to us, with what it should?

#include <stop_token>
#include <string>
#include <vector>

#include "connectors/source.h"
#include "core/error.h"
#include "core/time.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

/// What it answered, for people.
[[nodiscard]] core::Result<std::string> try_source(const settings::Settings& settings, const settings::Source& source,
                                                   const core::Clock& clock, const std::stop_token& stop);

[[nodiscard]] core::Result<connectors::Look> look_at_source(const settings::Settings& settings,
                                                            const settings::Source& source, const core::Clock& clock,
                                                            const std::stop_token& stop);

/// Every credential that is named can be read.
[[nodiscard]] std::vector<core::Error> check_credentials(const settings::Settings& settings);

}  // namespace sluss::daemon::program
