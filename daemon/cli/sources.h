#pragma once
// One small question to a source: does it answer, to us, with what it should?

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::cli {

/// What it answered, for people.
[[nodiscard]] core::Result<std::string> try_source(const settings::Settings& settings, const settings::Source& source,
                                                   const core::Clock& clock, const std::stop_token& stop);

/// What a source's server tells of itself beside its answer.
struct SourceLook {
  std::string answer;                                ///< for people
  std::optional<core::Instant> certificate_ends;     ///< with TLS
  std::optional<std::chrono::seconds> clock_behind;  ///< this machine's clock against the server's; negative: ahead
};
[[nodiscard]] core::Result<SourceLook> look_at_source(const settings::Settings& settings,
                                                      const settings::Source& source, const core::Clock& clock,
                                                      const std::stop_token& stop);

/// Every credential that is named can be read.
[[nodiscard]] std::vector<core::Error> check_credentials(const settings::Settings& settings);

}  // namespace sluss::daemon::cli
