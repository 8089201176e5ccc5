#include "daemon/serve/notify/transport.h"

#include <fmt/format.h>
#include <string.h>

#include <algorithm>
#include <utility>

#include "daemon/serve/notify/safe_text.h"

namespace sluss::daemon::notify {

RevealedSecret::~RevealedSecret() {
  explicit_bzero(text_.data(), text_.size());
}

Transport::Transport(std::chrono::milliseconds connect_timeout, std::chrono::milliseconds total_timeout,
                     const std::string& ca_file, std::stop_token stop)
    : stop_(std::move(stop)), most_(total_timeout) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  set_up_ = ready;
  easy_.reset(curl_easy_init());
  const auto positive = [](std::chrono::milliseconds time) {
    return static_cast<long>(std::clamp<std::int64_t>(time.count(), 1, 0x7FFFFFFF));
  };
  set(CURLOPT_CONNECTTIMEOUT_MS, positive(connect_timeout));
  set(CURLOPT_TIMEOUT_MS, positive(total_timeout));
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT, positive(std::chrono::ceil<std::chrono::seconds>(total_timeout)) / 1000);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_VERBOSE, 0L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_ERRORBUFFER, message_.data());
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Transport::on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  if (!ca_file.empty()) set(CURLOPT_CAINFO, ca_file.c_str());
}

int Transport::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& transport = *static_cast<Transport*>(self);
  // Curl's own time-outs do not cover its waiting for the answer to QUIT.
  const bool enough = transport.stop_.stop_requested() || std::chrono::steady_clock::now() >= transport.deadline_;
  return enough ? 1 : 0;
}

CURLcode Transport::perform() {
  if (set_up_ != CURLE_OK) return set_up_;
  if (stop_.stop_requested()) return CURLE_ABORTED_BY_CALLBACK;
  message_.fill('\0');
  deadline_ = std::chrono::steady_clock::now() + most_;
  const CURLcode code = curl_easy_perform(easy_.get());
  return code == CURLE_ABORTED_BY_CALLBACK && !stop_.stop_requested() ? CURLE_OPERATION_TIMEDOUT : code;
}

long Transport::response_code() const {
  long code = 0;
  if (easy_) curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &code);
  return code;
}

long Transport::proxy_code() const {
  long code = 0;
  if (easy_) curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &code);
  return code;
}

bool Transport::connected() const {
  curl_off_t at = 0;
  if (easy_) curl_easy_getinfo(easy_.get(), CURLINFO_CONNECT_TIME_T, &at);
  return at > 0;
}

bool Transport::resolved() const {
  curl_off_t at = 0;
  if (easy_) curl_easy_getinfo(easy_.get(), CURLINFO_NAMELOOKUP_TIME_T, &at);
  return at > 0;
}

std::string Transport::words(CURLcode code) const {
  const std::string_view message = message_.data();
  return safe_text(message.empty() ? std::string_view(curl_easy_strerror(code)) : message, 200);
}

core::Error Transport::error_of(CURLcode code, const std::string& place, std::string_view where) const {
  using core::ErrorClass;
  const auto made = [&](ErrorClass error_class, std::string_view error, std::string what, std::string remedy) {
    return core::fail(error_class, error, std::move(what), std::move(remedy), {.file = place}).error();
  };
  const auto network = fmt::format("Check {}, the network and the firewall", where);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return made(ErrorClass::transient, "notify.dns", words(code),
                  fmt::format("Check the name in {} and the machine's name servers", where));
    case CURLE_COULDNT_CONNECT:
      return made(ErrorClass::transient, "notify.connect", words(code), network);
    case CURLE_OPERATION_TIMEDOUT:
      if (!resolved())
        return made(ErrorClass::transient, "notify.dns", "the name servers did not answer in time", network);
      if (!connected()) return made(ErrorClass::transient, "notify.connect", "no connection was made in time", network);
      return made(ErrorClass::transient, "notify.timeout", "the server took the connection and did not answer in time",
                  "See the server's log; if it is known to be slow, raise the time-out");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED:
      return made(
          ErrorClass::config, "notify.tls", words(code),
          fmt::format("Check the certificate, the ca_file and the port in {}; STARTTLS is mostly port 587, TLS 465",
                      where));
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return made(ErrorClass::transient, "notify.reset", words(code), network);
    case CURLE_ABORTED_BY_CALLBACK:
      return made(ErrorClass::cancelled, "notify.cancelled", "it was asked to stop", "It is sent at the next start");
    default:
      return made(ErrorClass::config, "notify.request", words(code), fmt::format("Check {}", where));
  }
}

bool append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  // The first append makes the list; the later ones give the same head back.
  if (list.get() != longer) list.reset(longer);
  return true;
}

}  // namespace sluss::daemon::notify
