#include "daemon/serve/notify/send_webhook.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <utility>
#include <vector>

#include "core/text.h"
#include "daemon/serve/notify/transport.h"

namespace sluss::daemon::notify {
namespace {

using core::ErrorClass;

constexpr std::size_t answer_most = 64U << 10U;

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

/// The host, the only part of the URL that may be shown.
core::Result<std::string> checked_host(const Webhook& webhook) {
  const RevealedSecret opened(webhook.url);
  const std::unique_ptr<CURLU, UrlDeleter> url(curl_url());
  const bool odd = opened.text() != core::one_line(opened.text()) || opened.text().find(' ') != std::string::npos;
  if (odd || !url || curl_url_set(url.get(), CURLUPART_URL, opened.text().c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
    return core::fail(ErrorClass::config, "notify.request", "the webhook's address is not a URL",
                      "Write it as https://host/path, on one line, without a user in it");
  const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
  auto host = part_of(url.get(), CURLUPART_HOST);
  const bool loopback = host == "localhost" || host.starts_with("127.") || host == "[::1]";
  if (scheme != "https" && !(scheme == "http" && (webhook.allow_http || loopback)))
    return core::fail(ErrorClass::config, "notify.insecure",
                      fmt::format("the webhook's address begins with {}", scheme),
                      "Use https, or allow http for this webhook", {.file = host});
  return host;
}

std::size_t on_answer(char*, std::size_t size, std::size_t count, void* seen) {
  auto& bytes = *static_cast<std::size_t*>(seen);
  bytes += size * count;
  return bytes > answer_most ? 0 : size * count;
}

core::Result<> refused_by_proxy(long status, const std::string& host) {
  if (status == 401 || status == 403 || status == 407)
    return core::fail(ErrorClass::config, "notify.denied", fmt::format("the proxy refuses with status {}", status),
                      "Check the proxy's user and password, and that it lets this host through", {.file = host});
  return core::fail(ErrorClass::transient, "notify.connect", fmt::format("the proxy answers with status {}", status),
                    "Check the proxy", {.file = host});
}

core::Result<> judge(long status, const std::string& host) {
  const auto failed = [&](ErrorClass error_class, std::string_view code, std::string_view remedy) {
    return core::fail(error_class, code, fmt::format("the webhook answers with status {}", status), std::string(remedy),
                      {.file = host});
  };
  if (status >= 200 && status < 300) return {};
  if (status == 401 || status == 403)
    return failed(ErrorClass::config, "notify.denied", "Check the webhook's address and its key");
  if (status == 404 || status == 410)
    return failed(ErrorClass::config, "notify.gone", "The address is no more: make a new webhook at the receiver");
  if (status == 408 || status == 425 || status == 429 || status >= 500)
    return failed(ErrorClass::transient, "notify.busy", "It is tried again later");
  if (status == 407) return refused_by_proxy(status, host);
  if (status >= 300 && status < 400)
    return failed(ErrorClass::config, "notify.refused", "Write the address that the receiver redirects to");
  return failed(ErrorClass::config, "notify.refused", "The receiver does not want this message: see its documentation");
}

void set_proxy(Transport& transport, const Webhook& webhook) {
  if (!webhook.proxy.empty()) transport.set(CURLOPT_PROXY, webhook.proxy.c_str());
  if (!webhook.no_proxy.empty()) transport.set(CURLOPT_NOPROXY, webhook.no_proxy.c_str());
  transport.set(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_ANY));
  if (webhook.proxy_user.empty()) return;
  const RevealedSecret password(webhook.proxy_password);
  transport.set(CURLOPT_PROXYUSERNAME, webhook.proxy_user.c_str());
  transport.set(CURLOPT_PROXYPASSWORD, password.text().c_str());
}

List headers_of(const Webhook& webhook, std::string_view json, core::Instant now) {
  const auto timestamp = now.micros / 1'000'000;
  std::vector<std::string> lines = {"Content-Type: application/json; charset=utf-8", "Expect:"};
  if (!webhook.key.empty()) {
    lines.push_back(fmt::format("Sluss-Timestamp: {}", timestamp));
    lines.push_back("Sluss-Signature: " + signature_of(webhook.key, timestamp, json));
  }
  List headers;
  for (const auto& line : lines)
    if (!append(headers, line)) return {};
  return headers;
}

}  // namespace

std::string signature_of(const core::Secret& key, std::int64_t timestamp, std::string_view body) {
  const auto signed_text = fmt::format("{}.{}", timestamp, body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const auto revealed = key.reveal_secret();
  HMAC(EVP_sha256(), revealed.data(), static_cast<int>(revealed.size()),
       reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(), &length);
  std::string encoded = "sha256=";
  for (unsigned i = 0; i < length; ++i) encoded += fmt::format("{:02x}", digest[i]);
  return encoded;
}

core::Result<> send_webhook(const Webhook& webhook, std::string_view json, core::Instant now, std::stop_token stop) {
  const auto host = SLUSS_TRY(checked_host(webhook));
  Transport transport(webhook.connect_timeout, webhook.total_timeout, webhook.ca_file, std::move(stop));
  const auto headers = headers_of(webhook, json, now);
  if (!headers) return std::unexpected(transport.error_of(CURLE_OUT_OF_MEMORY, host, "the webhook"));
  std::size_t answered = 0;
  {
    const RevealedSecret url(webhook.url);
    transport.set(CURLOPT_URL, url.text().c_str());
  }
  transport.set(CURLOPT_PROTOCOLS_STR, "http,https");
  transport.set(CURLOPT_FOLLOWLOCATION, 0L);
  transport.set(CURLOPT_USERAGENT, "sluss/" SLUSS_VERSION);
  transport.set(CURLOPT_POST, 1L);
  transport.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  transport.set(CURLOPT_POSTFIELDS, static_cast<const void*>(json.data()));
  transport.set(CURLOPT_HTTPHEADER, headers.get());
  transport.set(CURLOPT_WRITEFUNCTION, &on_answer);
  transport.set(CURLOPT_WRITEDATA, static_cast<void*>(&answered));
  set_proxy(transport, webhook);
  const CURLcode code = transport.perform();
  const auto status = transport.response_code();
  // Of an answer that is too long, or broke off, the status is enough.
  if (code == CURLE_OK || ((code == CURLE_WRITE_ERROR || code == CURLE_PARTIAL_FILE) && status >= 200))
    return judge(status, host);
  if (transport.proxy_code() >= 400) return refused_by_proxy(transport.proxy_code(), host);
  return std::unexpected(transport.error_of(code, host, "the webhook's settings"));
}

}  // namespace sluss::daemon::notify
