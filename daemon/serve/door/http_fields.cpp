#include "daemon/serve/door/http_fields.h"

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

namespace sluss::daemon::door {
namespace {

namespace http = boost::beast::http;

std::vector<std::string> all_of(const http::fields& fields, std::string_view name) {
  std::vector<std::string> values;
  const auto range = fields.equal_range({name.data(), name.size()});
  for (auto at = range.first; at != range.second; ++at) values.emplace_back(at->value());
  return values;
}

std::string one_of(const http::fields& fields, http::field name) {
  const auto value = fields[name];
  return {value.data(), value.size()};
}

}  // namespace

Head head_of(const http::request<http::string_body>& message, const Reception& reception) {
  Head head;
  head.method = std::string(message.method_string());
  head.target = std::string(message.target());
  head.version = static_cast<int>(message.version());
  head.hosts = all_of(message, "Host");
  head.origins = all_of(message, "Origin");
  head.fetch_site = one_of(message, http::field::sec_fetch_site);
  head.content_type = one_of(message, http::field::content_type);
  head.authorization = all_of(message, "Authorization");
  head.if_none_match = one_of(message, http::field::if_none_match);
  head.accept_language = one_of(message, http::field::accept_language);
  head.forwarded = {all_of(message, reception.user_header()), all_of(message, reception.groups_header())};
  return head;
}

std::optional<Refusal> unframed(const http::request<http::string_body>& message) {
  const auto codings = all_of(message, "Transfer-Encoding");
  if (codings.empty()) return std::nullopt;
  // Beast takes what does not end in "chunked" for a request without a body, and its body for the next request.
  if (codings.size() > 1) return Refusal{400, "request.malformed", "a request has one Transfer-Encoding header"};
  if (!boost::beast::iequals(codings.front(), "chunked"))
    return Refusal{501, "request.transfer_encoding", "no transfer coding but chunked is understood"};
  if (message.version() < 11) return Refusal{400, "request.malformed", "HTTP/1.0 has no transfer codings"};
  return std::nullopt;
}

Refusal refusal_of(const boost::system::error_code& problem) {
  if (problem == http::error::header_limit || problem == http::error::buffer_overflow)
    return {431, "request.header_size", "the header is too large"};
  if (problem == http::error::body_limit) return {413, "request.body_size", "the body is too large"};
  if (problem == http::error::bad_version) return {505, "request.version", "only HTTP/1.0 and HTTP/1.1 are spoken"};
  return {400, "request.malformed", "this is not HTTP: " + problem.message()};
}

bool is_plain(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace sluss::daemon::door
