#pragma once
// URLs, as far as the client needs them: their origin, what may be shown, where a redirect may lead.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/secret.h"

namespace sluss::connectors::http {

/// The server of a URL. Two requests with the same origin share limits and connections.
struct Origin {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case, without brackets
  std::uint16_t port = 0;
  bool operator==(const Origin&) const = default;
};

/// Refuses (http.request, config class) what is not an absolute http or https URL, and one that carries a user.
[[nodiscard]] core::Result<Origin> origin_of(std::string_view url);
/// 127.0.0.0/8, ::1, localhost and names under it.
[[nodiscard]] bool is_loopback(std::string_view host);
/// "host:port", for limits and logs.
[[nodiscard]] std::string to_text(const Origin& origin);

/// RFC 3986: all but the unreserved characters.
[[nodiscard]] std::string percent_encoded(std::string_view text);
/// The URL with secret parameters appended. Only for curl.
[[nodiscard]] std::string with_secret_query(std::string_view url,
                                            const std::vector<std::pair<std::string, core::Secret>>& secrets);

/// Where a Location leads, or http.redirect (source class): another host or port (http's 80 to https's 443 is the same
/// house), https to http, or not a URL at all. The error names hosts only: a server may echo a secret in the rest.
[[nodiscard]] core::Result<std::string> redirect_target(std::string_view from, std::string_view location);

}  // namespace sluss::connectors::http
