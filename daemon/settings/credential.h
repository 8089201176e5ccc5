#pragma once
// Secrets by their names: each is a file of its own, and never in sluss.toml.
// Errors: credential.* (config).

#include <filesystem>
#include <string_view>

#include "connectors/http/options.h"
#include "core/error.h"
#include "core/secret.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::settings {

/// $CREDENTIALS_DIRECTORY/<name>, or <folder of sluss.toml>/credentials/<name> with mode 0600.
[[nodiscard]] core::Result<core::Secret> credential(const Settings& settings, std::string_view name);

/// The same secret's file, for libraries that read it themselves; found, guarded and readable.
[[nodiscard]] core::Result<std::filesystem::path> credential_file(const Settings& settings, std::string_view name);

/// Settings::http with its secrets read.
[[nodiscard]] core::Result<connectors::http::Options> http_options(const Settings& settings);

}  // namespace sluss::daemon::settings
