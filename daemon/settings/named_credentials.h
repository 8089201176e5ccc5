#pragma once
// Which secrets a configuration names, wherever it names them: for checks that they exist.

#include <string>
#include <string_view>
#include <vector>

#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

struct NamedCredential {
  std::string name;
  std::string field;  ///< the key that names it first: "mail.credential", "source.kolada.secret_headers"
};

/// The code of credential()'s error when this user may not read it: it need not be wrong, for a unit passes it.
inline constexpr std::string_view credential_closed = "credential.closed";

/// Each once, by name: from all keys that the schema marks as a secret's name; a test compares.
[[nodiscard]] std::vector<NamedCredential> named_credentials(const Settings& settings);

}  // namespace sluss::daemon::settings
