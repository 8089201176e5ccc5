#pragma once
// Which secrets a configuration names, wherever it names them: for whoever looks whether they are there.

#include <string>
#include <vector>

#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

struct NamedCredential {
  std::string name;
  std::string field;  ///< the key that names it first: "mail.credential", "source.kolada.secret_headers"
};

/// Each once, by name. Those of schema.cpp whose unit is a secret's name; a test compares.
[[nodiscard]] std::vector<NamedCredential> named_credentials(const Settings& settings);

}  // namespace sluss::daemon::settings
