#include "daemon/program/sources.h"

#include "daemon/run/runner/setup.h"
#include "daemon/settings/credential.h"
#include "daemon/settings/named_credentials.h"

namespace sluss::daemon::program {

core::Result<connectors::Look> look_at_source(const settings::Settings& settings, const settings::Source& source,
                                              const core::Clock& clock, const std::stop_token& stop) {
  const auto opened = SLUSS_TRY(run::open_source(settings, source, nullptr, clock, false));
  return opened->look(stop);
}

core::Result<std::string> try_source(const settings::Settings& settings, const settings::Source& source,
                                     const core::Clock& clock, const std::stop_token& stop) {
  auto look = SLUSS_TRY(look_at_source(settings, source, clock, stop));
  return std::move(look.answer);
}

std::vector<core::Error> check_credentials(const settings::Settings& settings) {
  std::vector<core::Error> errors;
  for (const auto& named : settings::named_credentials(settings)) {
    auto secret = settings::credential(settings, named.name);
    if (secret) continue;
    errors.push_back(std::move(secret).error());
    errors.back().place.field = named.field;
  }
  return errors;
}

}  // namespace sluss::daemon::program
