#pragma once
// A request's first line, its form and a few headers, as values. Pure. Whatever is not plainly right is refused: two
// readers of one odd address (a proxy and we) must not see two paths.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace sluss::daemon::door {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string path;  ///< decoded, begins with '/', no empty, "." or ".." segment but a last empty one
  Pairs query;       ///< decoded, in order
};

/// Origin-form only (RFC 9112 §3.2.1). Errors: data class "request.target".
[[nodiscard]] core::Result<Target> parse_target(std::string_view target);

/// "a=1&b=x+y". Errors: data class "request.form", also for more than 1,000 pairs.
[[nodiscard]] core::Result<Pairs> parse_form(std::string_view text);

/// Nothing when a percent sign is not followed by two hexadecimal digits, or the result has a control character
/// (form fields may have tab and line ends) or is no UTF-8.
[[nodiscard]] std::optional<std::string> decode_percent(std::string_view text, bool form);

/// "Sluss.Example.SE:443" → {"sluss.example.se", "443"}; "[::1]:80" → {"::1", "80"}. Nothing when it is no host.
struct HostName {
  std::string name;
  std::string port;
};
[[nodiscard]] std::optional<HostName> parse_host(std::string_view text);

/// "https://sluss.example.se:8443" → the host; nothing for "null" and whatever else is no web origin.
[[nodiscard]] std::optional<HostName> parse_origin(std::string_view text);

/// "application/json; charset=utf-8" → "application/json", in small letters.
[[nodiscard]] std::string media_type(std::string_view content_type);

/// Whether an If-None-Match list names the tag (weak comparison, RFC 9110 §13.1.2).
[[nodiscard]] bool names_tag(std::string_view if_none_match, std::string_view etag);

/// "Bearer NAME.SECRET" → both; nothing for another scheme. A wrong form gives empty parts.
struct Bearer {
  std::string name;
  std::string secret;
};
[[nodiscard]] std::optional<Bearer> parse_bearer(std::string_view authorization);

}  // namespace sluss::daemon::door
