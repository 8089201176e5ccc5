#include "daemon/serve/door/guard.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace sluss::daemon::door {
namespace {

bool is_loopback_name(std::string_view name) {
  return name == "localhost" || name == "127.0.0.1" || name == "::1";
}

std::unexpected<Refusal> cross_site(std::string what) {
  return std::unexpected(Refusal{403, "request.cross_site", std::move(what)});
}

}  // namespace

Admission<> check_host(const std::vector<std::string>& hosts, const Origins& origins) {
  if (hosts.size() != 1) {
    return std::unexpected(Refusal{400, "request.host", "a request has exactly one Host header"});
  }
  // curl and the command line name no host when they go through a socket of this machine.
  if (origins.local && !origins.proxied && (hosts.front().empty() || origins.names.empty())) return {};
  const auto host = parse_host(hosts.front());
  if (!host) return std::unexpected(Refusal{400, "request.host", "the Host header is no host"});
  // A configuration with proxy_user and without names is warned of for one release (settings/warnings.h).
  if (origins.local && origins.names.empty()) return {};
  const bool known = std::ranges::find(origins.names, host->name) != origins.names.end();
  if (known || ((origins.loopback || origins.local) && is_loopback_name(host->name))) return {};
  return std::unexpected(Refusal{421, "request.host", "this daemon does not answer to that name"});
}

Admission<> check_change(const ChangingRequest& change) {
  if (!change.fetch_site.empty() && change.fetch_site != "same-origin" && change.fetch_site != "none") {
    return cross_site("the request comes from another site");
  }
  if (change.origin.size() > 1) return cross_site("the request has two origins");
  if (!change.origin.empty()) {
    const auto origin = parse_origin(change.origin.front());
    auto host = parse_host(change.host);
    if (!origin || !host || origin->name != host->name) return cross_site("the request comes from another origin");
    // Behind a proxy the Host header may have no port: which one is meant only the proxy knows.
    if (!host->port.empty() && origin->port != host->port) return cross_site("the request comes from another origin");
  }
  const auto type = media_type(change.content_type);
  if (change.api) {
    // A form of another site cannot send JSON without a preflight request (Fetch, CORS), which is refused.
    const bool typed = type == json_type;
    if (!typed && (change.has_body || change.proof == Proof::proxy || change.proof == Proof::none)) {
      return std::unexpected(Refusal{415, "request.type", "the API takes application/json"});
    }
  } else if (type != form_type && (change.has_body || !type.empty())) {
    return std::unexpected(Refusal{415, "request.type", "this page takes application/x-www-form-urlencoded"});
  }
  return {};
}

bool needs_form_token(Proof proof, std::string_view content_type) {
  if (proof == Proof::kernel || proof == Proof::token) return false;
  return media_type(content_type) != json_type;
}

FormTokens::FormTokens() : key_(crypto_auth_KEYBYTES, '\0') {
  if (::sodium_init() >= 0) ::randombytes_buf(key_.data(), key_.size());
}

std::string FormTokens::of(const Identity& identity) const {
  const auto message = "form token of " + identity.name;
  std::array<unsigned char, crypto_auth_BYTES> mark{};
  ::crypto_auth(mark.data(), reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                reinterpret_cast<const unsigned char*>(key_.data()));
  std::array<char, 2 * crypto_auth_BYTES + 1> text{};
  ::sodium_bin2hex(text.data(), text.size(), mark.data(), mark.size());
  return text.data();
}

bool FormTokens::is_right(const Identity& identity, std::string_view token) const {
  const auto right = of(identity);
  return token.size() == right.size() && ::sodium_memcmp(token.data(), right.data(), right.size()) == 0;
}

}  // namespace sluss::daemon::door
