#pragma once
// What of Beast's messages and errors the rest of the door understands.

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>
#include <optional>
#include <string_view>

#include "daemon/serve/door/reception.h"

namespace sluss::daemon::door {

/// Without has_body.
[[nodiscard]] Head head_of(const boost::beast::http::request<boost::beast::http::string_body>& message,
                           const Reception& reception);
/// Why the request's end is unknown: any coding but chunked, or chunked for HTTP/1.0 (RFC 9112 §6.1). What follows it
/// cannot be read as a request then.
[[nodiscard]] std::optional<Refusal> unframed(
    const boost::beast::http::request<boost::beast::http::string_body>& message);
/// Why a request could not be read.
[[nodiscard]] Refusal refusal_of(const boost::system::error_code& problem);
/// A name or a value that would end its line begins another header.
[[nodiscard]] bool is_plain(std::string_view text);

}  // namespace sluss::daemon::door
