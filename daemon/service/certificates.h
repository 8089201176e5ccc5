#pragma once
// When certificates that this program shows expire.

#include <filesystem>

#include "core/error.h"
#include "core/time.h"

namespace sluss::daemon::service {

/// notAfter of the first certificate in a PEM file. config class "certificate.unreadable".
[[nodiscard]] core::Result<core::Instant> certificate_expiry(const std::filesystem::path& file);

}  // namespace sluss::daemon::service
