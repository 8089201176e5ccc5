#pragma once
// "sftp://user@host:22/path", parsed, and the fingerprints of host keys. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace sluss::connectors::sftp {

struct Address {
  std::string user;
  std::string host;  ///< an IPv6 address without its brackets
  int port = 22;
  std::string folder;  ///< "/srv/in", or "in" below the login's own folder (written "/~/in"); no slash at the end

  /// "sftp://user@host:22/path", as it was meant.
  [[nodiscard]] std::string text() const;
};

/// Config class "config.url" with what is wrong; "config.secret_written": a password in it, which is not repeated.
[[nodiscard]] core::Result<Address> parse_address(std::string_view text);

/// Fingerprints as written, "SHA256:" and 43 characters of base64 with or without "=" at the end; several
/// have spaces between. Empty when one of them is none.
[[nodiscard]] std::vector<std::string> parse_host_keys(std::string_view text);
/// With spaces between: as they may be written again.
[[nodiscard]] std::string host_keys_text(const std::vector<std::string>& keys);

}  // namespace sluss::connectors::sftp
