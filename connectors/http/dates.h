#pragma once
// Dates in what a server answers, always GMT. Pure.

#include <chrono>
#include <optional>
#include <string>

#include "connectors/http/client.h"
#include "core/time.h"

namespace sluss::connectors::http {

/// "Sun, 22 Nov 2026 06:32:13 GMT", and the older forms of RFC 9110, 5.6.7. Nothing when unreadable.
[[nodiscard]] std::optional<core::Instant> parse_http_date(const std::string& text);

/// Nothing without TLS, and where it was not asked for.
[[nodiscard]] std::optional<core::Instant> certificate_end(const Response& response);
/// How far this machine's clock is behind the server's Date; less than zero: it is ahead. Nothing without a Date.
[[nodiscard]] std::optional<std::chrono::seconds> clock_behind(const Response& response);

}  // namespace sluss::connectors::http
