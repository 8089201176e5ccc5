#include "daemon/settings/warnings.h"

namespace sluss::daemon::settings {

std::vector<core::Error> warnings_of(const Settings& settings) {
  std::vector<core::Error> warnings;
  const auto& control = settings.control;
  if (!control.proxy_user.empty() && control.names.empty()) {
    warnings.push_back(core::fail(core::ErrorClass::config, "control.names",
                                  "control.proxy_user is set and control.names is not: whatever name a browser asks "
                                  "for is answered (DNS rebinding); the next release refuses this",
                                  "Name what people reach it by: names = [\"sluss.example.se\"].",
                                  {settings.file.string(), 0, 0, "control.names"})
                           .error());
  }
  return warnings;
}

}  // namespace sluss::daemon::settings
