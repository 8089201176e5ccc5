#pragma once
// The server's certificate.

#include <filesystem>
#include <memory>

#include "core/error.h"

namespace boost::asio::ssl {
class context;
}

namespace sluss::daemon::door {

/// TLS 1.2 and 1.3. Errors: config class "control.tls" when a file is not there, is no PEM, or the two do not belong
/// together.
[[nodiscard]] core::Result<std::shared_ptr<boost::asio::ssl::context>> tls_context(
    const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace sluss::daemon::door
