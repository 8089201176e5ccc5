#include "connectors/http/url.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "core/log.h"
#include "core/text.h"
#include "core/url.h"

namespace sluss::connectors::http {
namespace {

using core::ErrorClass;

struct CurlUrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using CurlUrl = std::unique_ptr<CURLU, CurlUrlDeleter>;

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return {};
  std::string result(text);
  curl_free(text);
  return result;
}

Origin origin_from(CURLU* url) {
  Origin origin;
  origin.scheme = core::lower(part(url, CURLUPART_SCHEME));
  origin.host = core::lower(part(url, CURLUPART_HOST));
  if (origin.host.starts_with('[') && origin.host.ends_with(']'))
    origin.host = origin.host.substr(1, origin.host.size() - 2);
  const std::string port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), origin.port);
  return origin;
}

/// "%C3%A5" as "%c3%a5"; other letters stay.
std::string lower_hexadecimal(std::string text) {
  for (std::size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1))
    for (std::size_t i = at + 1; i < std::min(at + 3, text.size()); ++i)
      if (text[i] >= 'A' && text[i] <= 'F') text[i] = static_cast<char>(text[i] + 32);
  return text;
}

bool is_web(const Origin& origin) {
  return (origin.scheme == "http" || origin.scheme == "https") && !origin.host.empty() && origin.port != 0;
}

/// The same house: nothing but an upgrade from http to https on their own ports may differ.
bool may_follow(const Origin& from, const Origin& to) {
  if (from == to) return true;
  return from.host == to.host && from.scheme == "http" && from.port == 80 && to.scheme == "https" && to.port == 443;
}

}  // namespace

core::Result<Origin> origin_of(std::string_view url) {
  const CurlUrl parsed(curl_url());
  const std::string text(url);
  const auto refused = [&](std::string_view why) {
    return core::fail(ErrorClass::config, "http.request", std::string(why),
                      "Give an absolute URL that begins with http:// or https://",
                      {.file = core::log::masked(core::shown_url(url))});
  };
  if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return refused("this is not a URL");
  if (!part(parsed.get(), CURLUPART_USER).empty()) return refused("a URL must not carry a user name or a password");
  Origin origin = origin_from(parsed.get());
  if (!is_web(origin)) return refused("only http and https are spoken");
  return origin;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost") || host == "::1") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string to_text(const Origin& origin) {
  return fmt::format("{}:{}", origin.host, origin.port);
}

std::string percent_encoded(std::string_view text) {
  std::string result;
  result.reserve(text.size() * 3);
  for (const char c : text) {
    const bool unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

std::string with_secret_query(std::string_view url, const std::vector<std::pair<std::string, core::Secret>>& secrets) {
  const std::string_view bare = url.substr(0, url.find('#'));
  std::string result(bare);
  bool first = bare.find('?') == std::string_view::npos;
  for (const auto& [name, secret] : secrets) {
    const std::string encoded = percent_encoded(secret.reveal_secret());
    // A server may echo the encoded form, which the mask of the secret itself would not know.
    if (encoded != secret.reveal_secret()) {
      core::log::mask_always(encoded);
      core::log::mask_always(lower_hexadecimal(encoded));
    }
    const bool joined = result.ends_with('?') || result.ends_with('&');
    if (!joined) result += first ? '?' : '&';
    first = false;
    result += percent_encoded(name) + '=' + encoded;
  }
  return result;
}

core::Result<std::string> redirect_target(std::string_view from, std::string_view location) {
  const CurlUrl url(curl_url());
  const std::string base(from);
  if (curl_url_set(url.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK)
    return core::fail(ErrorClass::config, "http.request", fmt::format("{} is not a URL", core::shown_url(from)),
                      "Write the source's url with https:// at its beginning");
  const Origin here = origin_from(url.get());
  const std::string target(location);
  const auto set = curl_url_set(url.get(), CURLUPART_URL, target.c_str(), CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME);
  const Origin there = set == CURLUE_OK ? origin_from(url.get()) : Origin{};
  if (set != CURLUE_OK || !is_web(there))
    return core::fail(
        ErrorClass::source, "http.redirect",
        core::log::masked(fmt::format("{} redirects to something that is not a web address", to_text(here))),
        "Ask whoever runs the source; write its address as the source's url when it has moved");
  if (!may_follow(here, there) || !part(url.get(), CURLUPART_USER).empty())
    return core::fail(ErrorClass::source, "http.redirect",
                      core::log::masked(fmt::format("{}://{} redirects to {}://{}, which is another server",
                                                    here.scheme, to_text(here), there.scheme, to_text(there))),
                      "If the source has moved, configure its new address");
  return part(url.get(), CURLUPART_URL);
}

}  // namespace sluss::connectors::http
