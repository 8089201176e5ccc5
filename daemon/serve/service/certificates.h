#pragma once
// When certificates that this program shows expire.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/time.h"
#include "daemon/settings/settings.h"

namespace sluss::daemon::serve {

/// Of the configuration: by key ("http.client_certificate"), with its file.
[[nodiscard]] std::vector<std::pair<std::string, std::filesystem::path>> certificates_of(
    const settings::Settings& settings);

/// notAfter of the first certificate in a PEM file. config class "certificate.unreadable".
[[nodiscard]] core::Result<core::Instant> certificate_expiry(const std::filesystem::path& file);

}  // namespace sluss::daemon::serve
