#include "connectors/http/failure.h"

#include <fmt/format.h>

#include "core/log.h"
#include "core/shown.h"
#include "core/text.h"
#include "core/url.h"

namespace sluss::connectors::http {
namespace {

using core::Error;
using core::ErrorClass;

Error made(ErrorClass error_class, std::string_view code, std::string_view url, std::string_view what,
           std::string_view remedy) {
  const std::string place = core::log::masked(core::shown_url(url));
  return core::fail(error_class, code, core::log::masked(what), std::string(remedy), {.file = place}).error();
}

std::string curl_words(const Outcome& outcome) {
  constexpr std::size_t most = 200;
  const std::string words = outcome.message.empty() ? std::string(curl_easy_strerror(outcome.code)) : outcome.message;
  return core::shown(core::decoded(words), most);
}

Error time_out(const Outcome& outcome, const Options& options, std::string_view url) {
  const auto lasted = [](std::chrono::milliseconds time) { return core::to_text(time); };
  if (outcome.stalled)
    return made(ErrorClass::transient, "http.stall", url, fmt::format("no byte came for {}", lasted(options.stall)),
                "If the source is known to pause so long, raise http.stall");
  switch (outcome.stage) {
    case Stage::resolving:
      return made(ErrorClass::transient, "http.dns", url, "the name servers did not answer in time",
                  "Check the machine's name servers and the host's name");
    case Stage::connecting:
      return made(ErrorClass::transient, "http.connect", url, "no connection was made in time",
                  "Check the network, the firewall and http.proxy");
    case Stage::talking:
      break;
  }
  return made(ErrorClass::transient, "http.timeout", url, "the answer was not whole in time",
              "If the source is known to be slow, raise http.total_timeout");
}

/// Only libcurl's message shows that a valid certificate is another host's.
bool is_of_another_name(std::string_view words) {
  return words.contains("subject name") && words.contains("match");
}

std::string_view tls_remedy(const Outcome& outcome, std::string_view words, const Options& options) {
  if (outcome.code == CURLE_SSL_CACERT_BADFILE)
    return "Let http.ca_file name a file that this program may read and that holds certificates in PEM (-----BEGIN "
           "CERTIFICATE-----)";
  if (is_of_another_name(words))
    return "Ask by a name that the server's certificate has, in the source's url; or have its owner get a certificate "
           "with this name";
  if (outcome.code != CURLE_PEER_FAILED_VERIFICATION)
    return "Check http.ca_file, and the client certificate, its key and pass phrase";
  return options.ca_file.empty()
             ? "Name the certificate of the authority that made the server's as http.ca_file"
             : "See that http.ca_file holds the certificate of the authority that made the server's, "
               "and that the server's has not expired";
}

Error tls_error(const Outcome& outcome, const Options& options, std::string_view url) {
  // Only a handshake that broke off may heal; a certificate, a key or a wrong pass phrase does not.
  const bool broke_off = outcome.code == CURLE_SSL_CONNECT_ERROR;
  const auto words = curl_words(outcome);
  return made(broke_off ? ErrorClass::transient : ErrorClass::config, "http.tls", url, words,
              tls_remedy(outcome, words, options));
}

/// The proxy would not open a way to the host (CONNECT).
Error proxy_error(int status, std::string_view url) {
  if (status == 407) return status_error(status, url);
  if (status == 401 || status == 403)
    return made(ErrorClass::config, "http.proxy_denied", url, fmt::format("the proxy refuses this host ({})", status),
                "Let the proxy permit the host, or name it in http.no_proxy");
  return made(ErrorClass::transient, "http.connect", url, fmt::format("the proxy answers with status {}", status),
              "Check http.proxy");
}

std::optional<Error> limit_error(const Outcome& outcome, const Options& options, std::string_view url) {
  if (outcome.refused) return outcome.refused;
  if (outcome.too_large || outcome.code == CURLE_FILESIZE_EXCEEDED)
    return made(ErrorClass::source, "http.too_large", url,
                fmt::format("the answer is larger than {} bytes", options.body_most),
                "If it is right, raise http.body_most");
  return std::nullopt;
}

}  // namespace

bool is_answer(int status) {
  return (status >= 200 && status < 300) || status == 304;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::optional<Error> exchange_error(const Outcome& outcome, const Options& options, std::string_view url) {
  if (outcome.code == CURLE_OK) return std::nullopt;
  if (auto error = limit_error(outcome, options, url)) return error;
  if (outcome.proxy_status >= 400) return proxy_error(outcome.proxy_status, url);
  // The page of an error was too long or broke off: its status is enough.
  if (outcome.status >= 300 && !outcome.stalled && outcome.code != CURLE_OPERATION_TIMEDOUT) return std::nullopt;
  switch (outcome.code) {
    case CURLE_OPERATION_TIMEDOUT:
      return time_out(outcome, options, url);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return made(ErrorClass::transient, "http.dns", url, curl_words(outcome),
                  "Check the host's name, the machine's name servers and http.proxy");
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_INTERFACE_FAILED:
      return made(ErrorClass::transient, "http.connect", url, curl_words(outcome),
                  "Check the network, the firewall and http.proxy");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CLIENTCERT:
      return tls_error(outcome, options, url);
    case CURLE_PARTIAL_FILE:
    case CURLE_BAD_CONTENT_ENCODING:
      return made(ErrorClass::transient, "http.truncated", url, curl_words(outcome),
                  "It is tried again. If it stays so, look for a proxy between that cuts answers, and tell the source");
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WEIRD_SERVER_REPLY:
      return made(ErrorClass::transient, "http.reset", url, curl_words(outcome),
                  "It is tried again. If it stays so, check the firewall and http.proxy, and ask the source");
    case CURLE_OUT_OF_MEMORY:  // libcurl's word for a line of the header beyond its own bound of 100 kB
      return made(ErrorClass::source, "http.too_large", url, "a header of the answer is larger than can be taken",
                  "What answers is not the source, or sends what it should not: ask it, and check http.proxy");
    case CURLE_ABORTED_BY_CALLBACK:
      return made(ErrorClass::cancelled, "http.cancelled", url, "the client was closed", "Start it again");
    case CURLE_URL_MALFORMAT:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_NOT_BUILT_IN:
    case CURLE_UNKNOWN_OPTION:
      return made(ErrorClass::config, "http.request", url, curl_words(outcome), "Check the source's url and [http]");
    case CURLE_UNSUPPORTED_PROTOCOL:
      // Also an answer that is not HTTP: "Received HTTP/0.9 when not allowed".
      if (outcome.stage != Stage::talking)
        return made(ErrorClass::config, "http.request", url, curl_words(outcome), "Check the source's url and [http]");
      return made(ErrorClass::transient, "http.reset", url, "what answers is not a web server: " + curl_words(outcome),
                  "It is tried again. If it stays so, check that the source's url has the right port and https where "
                  "it needs it, and http.proxy");
    default:
      return made(ErrorClass::transient, "http.failed", url, curl_words(outcome),
                  "It is tried again. If it stays so, check the source's url, the network and http.proxy");
  }
}

Error status_error(int status, std::string_view url) {
  const std::string what = fmt::format("status {}", status);
  switch (status) {
    case 401:
    case 403:
      return made(ErrorClass::config, "http.denied", url, what, "Check the credential of this source");
    case 407:
      return made(ErrorClass::config, "http.proxy_denied", url, "the proxy asks for another user or password (407)",
                  "Check http.proxy_user, its credential and http.proxy_auth");
    case 410:
      return made(ErrorClass::source, "http.gone", url, "it is gone for good (410)",
                  "The source has retired this address; see its announcements for the next version");
    case 408:
    case 425:
      return made(ErrorClass::transient, "http.status_4xx", url, what, "The source asks for another try; it is made");
    case 429:
      return made(ErrorClass::transient, "http.rate_limited", url, "too many requests (429)", "Lower http.rate");
    default:
      break;
  }
  if (status >= 500)
    return made(ErrorClass::transient, "http.status_5xx", url, what,
                "The source has trouble of its own; try again later");
  if (status >= 400)
    return made(ErrorClass::source, "http.status_4xx", url, what, "Check the address and what is asked of it");
  return made(ErrorClass::source, "http.redirect", url, what, "Write the address that it leads to as the source's url");
}

}  // namespace sluss::connectors::http
