#include "daemon/settings/plain_secrets.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"
#include "daemon/serve/notify/mail_host.h"

namespace sluss::daemon::settings {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";
constexpr std::array<std::string_view, 3> words{"pwd", "password", "passwd"};

std::string_view trimmed(std::string_view text) {
  return core::trimmed(text, blanks);
}

bool names_password(std::string_view key) {
  return std::ranges::any_of(words, [&](std::string_view word) { return key.find(word) != std::string_view::npos; });
}

/// The value at the front of `rest`, which is left behind it. Braces that are not closed are no braces.
std::string_view take_value(std::string_view& rest) {
  const auto first = rest.find_first_not_of(blanks);
  if (first != std::string_view::npos && rest[first] == '{') {
    for (auto at = rest.find('}', first + 1); at != std::string_view::npos; at = rest.find('}', at + 2)) {
      if (at + 1 < rest.size() && rest[at + 1] == '}') continue;
      const auto value = rest.substr(first + 1, at - first - 1);
      rest.remove_prefix(at + 1);
      return value;
    }
  }
  const auto end = std::min(rest.find(';'), rest.size());
  const auto value = trimmed(rest.substr(0, end));
  rest.remove_prefix(end);
  return value;
}

/// Keys whose value drivers parse as settings, separated by blanks or semicolons: `pqopt={password=x}`.
bool is_nested(std::string_view key) {
  return key == "pqopt" || key == "options" || key == "option" || key == "extendedproperties" ||
         key == "extended properties";
}

bool mentions_password(std::string_view text) {
  for (auto at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
    auto key = trimmed(text.substr(0, at));
    key.remove_prefix(key.find_last_of(" \t;") + 1);  // npos + 1 is 0
    if (names_password(key)) return true;
  }
  return false;
}

}  // namespace

bool carries_password(std::string_view connection) {
  const std::string text = core::lower(connection);
  std::string_view rest = text;
  while (true) {
    const auto begin = rest.find_first_not_of("; \t\r\n\v\f");
    if (begin == std::string_view::npos) return false;
    rest.remove_prefix(begin);
    const auto end = rest.find_first_of("=;");
    if (end == std::string_view::npos) return false;
    const auto key = trimmed(rest.substr(0, end));
    const bool has_value = rest[end] == '=';
    rest.remove_prefix(end + 1);
    if (!has_value) continue;
    if (names_password(key)) return true;
    const auto value = take_value(rest);
    if (is_nested(key) && mentions_password(value)) return true;
  }
}

bool is_password_key(std::string_view key) {
  const std::string name = core::lower(key);
  return names_password(name) || name == "pass" || name.contains("passphrase") || name.contains("losenord");
}

bool is_plain_to_others(std::string_view url) {
  const std::string text = core::lower(url);
  constexpr std::string_view scheme = "http://";
  if (!text.starts_with(scheme)) return false;
  auto host = std::string_view(text).substr(scheme.size());
  host = host.substr(0, host.find_first_of("/?#"));
  if (const auto user = host.rfind('@'); user != std::string_view::npos) host.remove_prefix(user + 1);
  if (host.starts_with("[::1]")) return false;
  host = host.substr(0, host.find(':'));
  return !notify::is_this_machine(host);
}

bool is_plain_proxy(std::string_view proxy) {
  if (proxy.empty() || core::lower(proxy).starts_with("https://")) return false;
  const auto scheme = proxy.find("://");
  if (scheme != std::string_view::npos) proxy.remove_prefix(scheme + 3);
  return is_plain_to_others("http://" + std::string(proxy));
}

}  // namespace sluss::daemon::settings
