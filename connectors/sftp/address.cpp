#include "connectors/sftp/address.h"

#include <algorithm>
#include <charconv>

namespace sluss::connectors::sftp {
namespace {

constexpr std::string_view scheme = "sftp://";
constexpr std::string_view form = "Write \"sftp://user@host/path\", or \"sftp://user@host:2222/path\".";

std::unexpected<core::Error> wrong(std::string what) {
  return core::fail(core::ErrorClass::config, "config.url", std::move(what), std::string(form));
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

core::Result<int> port_of(std::string_view text) {
  int port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535)
    return wrong("the address has no right port");
  return port;
}

/// The folder without slashes at its end; "/~/in" is "in", "/~/" is ".".
std::string folder_of(std::string_view path) {
  const bool own = path == "/~" || path.starts_with("/~/");
  std::string folder(own ? path.substr(std::min<std::size_t>(3, path.size())) : path);
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder.empty() ? "." : folder;
}

bool is_fingerprint(std::string_view text) {
  constexpr std::string_view prefix = "SHA256:";
  constexpr std::size_t digest_characters = 43;
  constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  if (text.ends_with('=')) text.remove_suffix(1);
  return text.size() == digest_characters && text.find_first_not_of(base64) == std::string_view::npos;
}

}  // namespace

std::string Address::text() const {
  const bool brackets = host.find(':') != std::string::npos;
  const std::string path = folder == "." ? "/~" : folder.starts_with('/') ? folder : "/~/" + folder;
  return std::string(scheme) + user + "@" + (brackets ? "[" + host + "]" : host) +
         (port == 22 ? "" : ":" + std::to_string(port)) + path;
}

core::Result<Address> parse_address(std::string_view text) {
  if (!text.starts_with(scheme)) return wrong("the address does not begin with sftp://");
  if (has_control(text)) return wrong("the address holds control characters");
  text.remove_prefix(scheme.size());
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return wrong("the address has no path");
  const auto authority = text.substr(0, slash);
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos || at == 0) return wrong("the address names no user");
  Address address;
  address.user = authority.substr(0, at);
  if (address.user.find_first_of(":@") != std::string::npos) {
    return core::fail(core::ErrorClass::config, "config.secret_written", "the address carries a password",
                      "Take it out and name its credential: credential = \"NAME\".");
  }
  auto host = authority.substr(at + 1);
  if (host.starts_with('[')) {
    const auto end = host.find(']');
    if (end == std::string_view::npos) return wrong("the address has an open bracket");
    address.host = host.substr(1, end - 1);
    host.remove_prefix(end + 1);
    if (!host.empty() && !host.starts_with(':')) return wrong("the address has something behind its bracket");
    host = host.empty() ? host : host.substr(1);
    if (!host.empty()) {
      address.port = SLUSS_TRY(port_of(host));
    }
  } else {
    const auto colon = host.find(':');
    address.host = host.substr(0, colon);
    if (colon != std::string_view::npos) {
      address.port = SLUSS_TRY(port_of(host.substr(colon + 1)));
    }
  }
  if (address.host.empty() || address.host.find_first_of(" \\\"'?#%") != std::string::npos)
    return wrong("the address names no host");
  address.folder = folder_of(text.substr(slash));
  return address;
}

std::vector<std::string> parse_host_keys(std::string_view text) {
  std::vector<std::string> keys;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(' ', begin), text.size());
    const auto one = text.substr(begin, end - begin);
    begin = end + 1;
    if (one.empty()) continue;
    if (!is_fingerprint(one)) return {};
    keys.emplace_back(one);
  }
  return keys;
}

std::string host_keys_text(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : " ") + key;
  return text;
}

}  // namespace sluss::connectors::sftp
