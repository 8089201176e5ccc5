#pragma once
// The one HTTP client: libcurl's multi interface on an Asio loop of its own thread. Thread safe.
// Retries with full jitter, honours Retry-After, keeps a rate and a concurrency limit a host. A cancelled caller
// returns at once; what curl still does (a name look-up that never answers) is reaped later. No URL, header, body
// or error that leaves here carries a secret: hosts and paths are shown, values of secret parameters not.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/http/options.h"
#include "core/error.h"
#include "core/secret.h"
#include "core/time.h"

namespace sluss::connectors::http {

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  std::string url;  ///< without secrets
  std::vector<Header> headers;
  std::vector<std::pair<std::string, core::Secret>> secret_headers;
  std::vector<std::pair<std::string, core::Secret>> secret_query;  ///< appended to the URL, never shown
  bool certificate = false;  ///< fill in certificate_ends, for which the request gets a connection of its own
  /// Each piece of the decoded body of a 2xx answer as it arrives, on the client's thread, and never after get() has
  /// returned; its error ends the request as it is. on_restart comes before every attempt, on the caller's thread.
  std::function<core::Result<>(std::string_view)> on_body;
  std::function<void()> on_restart;
  /// False: the body goes to on_body alone, whatever its size (Options::body_most does not apply), and Response::body
  /// is empty.
  bool keeps_body = true;
  /// Asked before a redirect to a URL that may be followed, on the caller's thread; its error ends the request.
  std::function<core::Result<>(const std::string& url)> on_redirect;
};

struct Response {
  int status = 0;
  std::string body;        ///< decoded, whole; has simdjson's padding reserved after it
  std::string media_type;  ///< lower case, without parameters
  std::string etag;
  std::vector<Header> headers;  ///< names in lower case
  core::Instant received_at;
  int attempts = 1;
  std::uint64_t wire_bytes = 0;
  std::string certificate_ends;  ///< as OpenSSL writes it: "Nov 22 06:32:13 2027 GMT"; empty without TLS
};

/// Error codes: http.timeout, http.stall, http.connect, http.dns, http.tls, http.reset, http.truncated, http.too_large,
/// http.status_4xx (source class; 410 is http.gone, 401/403 http.denied, 407 http.proxy_denied (config class)),
/// http.status_5xx, http.rate_limited, http.redirect (a redirect to another host is refused), http.cancelled,
/// http.request (config class: a URL, a header or an option that cannot be sent).
class Client {
 public:
  Client(Options options, const core::Clock& clock);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Blocks the caller, not the loop. 2xx and 304 are answers; everything else is an error after its retries.
  /// `accept`, when given, judges a 2xx answer (HTML where JSON was requested, a cut document): its error is retried
  /// when transient.
  [[nodiscard]] core::Result<Response> get(const Request& request, const std::stop_token& stop = {},
                                           const std::function<core::Result<>(const Response&)>& accept = {});

  /// How far this machine's clock is ahead of the servers that have answered (their Date), by the nearest of them: a
  /// cache on the way sends an old time. Nothing until one has sent a Date; servers on this machine do not count.
  [[nodiscard]] std::optional<std::chrono::seconds> ahead_of_servers() const;

  /// Requests at once and host, of its options.
  [[nodiscard]] int concurrency() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Without the parameters of these names: a server's link to its next page may have them from the request.
[[nodiscard]] std::string without_secret_query(std::string_view url,
                                               const std::vector<std::pair<std::string, core::Secret>>& secrets);

}  // namespace sluss::connectors::http
