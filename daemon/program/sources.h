#pragma once
// One small request to a source, a delivery's target or the mail server: whether it answers us as it should.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/source.h"
#include "core/error.h"
#include "core/files.h"
#include "core/time.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::program {

/// Its answer, for people.
[[nodiscard]] core::Result<std::string> try_source(const settings::Settings& settings, const settings::Source& source,
                                                   const core::Clock& clock, const std::stop_token& stop);

[[nodiscard]] core::Result<connectors::Probe> probe_source(const settings::Settings& settings,
                                                           const settings::Source& source, const core::Clock& clock,
                                                           const std::stop_token& stop);

/// The outcome of one try.
struct TryResult {
  std::string subject;               ///< "target folder:/srv/ut", "mail smtp.example.se:587"
  std::string field;                 ///< of the configuration: "publish.0", "mail"
  core::Result<std::string> answer;  ///< for people
};

/// Each place once, though several datasets go there; each table by itself. Blocks, as deliver::try_target() does.
[[nodiscard]] std::vector<TryResult> try_targets(const settings::Settings& settings, core::Files& files,
                                                 const std::stop_token& stop);
/// Sends no mail. Nothing where no server is configured. Blocks, as serve::try_mail() does.
[[nodiscard]] std::optional<TryResult> try_mail_server(const settings::Settings& settings, const std::stop_token& stop);

/// Errors for named credentials that cannot be read.
[[nodiscard]] std::vector<core::Error> check_credentials(const settings::Settings& settings);

}  // namespace sluss::daemon::program
