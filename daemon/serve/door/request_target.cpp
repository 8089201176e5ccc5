#include "daemon/serve/door/request_target.h"

#include <algorithm>

#include "core/text.h"

namespace sluss::daemon::door {
namespace {

constexpr std::size_t most_pairs = 1000;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

std::unexpected<core::Error> wrong_target(std::string_view why) {
  return core::fail(core::ErrorClass::data, "request.target", "the address is not understood: " + std::string(why),
                    "Send a path that begins with / and whose special characters are percent-encoded.");
}

core::Result<> check_path(std::string_view path) {
  // A slash or backslash that was encoded would be a separator to some and a letter to others.
  if (path.find('\\') != std::string_view::npos) return wrong_target("a backslash");
  for (std::size_t begin = 1; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto segment = path.substr(begin, end - begin);
    if (segment == "." || segment == "..") return wrong_target("a segment . or ..");
    if (segment.empty() && end != path.size()) return wrong_target("an empty segment");
    begin = end + 1;
  }
  return {};
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text, bool form) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = core::hex_value(text[i + 1]);
      const int low = core::hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (form && c == '+') {
      c = ' ';
    }
    const bool line = form && (c == '\r' || c == '\n' || c == '\t');
    if (is_control(c) && !line) return std::nullopt;
    result += c;
  }
  if (!core::is_well_formed(result)) return std::nullopt;
  return result;
}

core::Result<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return wrong_target("it is not a path");
  if (target.find('#') != std::string_view::npos) return wrong_target("a fragment");
  const auto question = target.find('?');
  const auto raw = target.substr(0, question);
  for (const std::string_view separator : {"%2f", "%2F", "%5c", "%5C"}) {
    if (raw.find(separator) != std::string_view::npos) return wrong_target("an encoded slash");
  }
  auto path = decode_percent(raw, false);
  if (!path) return wrong_target("wrong percent-encoding, a control character or no UTF-8");
  SLUSS_TRY(check_path(*path));
  Target result{std::move(*path), {}};
  if (question != std::string_view::npos) {
    auto query = parse_form(target.substr(question + 1));
    if (!query) return wrong_target("its parameters cannot be decoded");
    result.query = std::move(*query);
  }
  return result;
}

core::Result<Pairs> parse_form(std::string_view text) {
  Pairs result;
  const auto wrong = [](std::string_view why) {
    return core::fail(core::ErrorClass::data, "request.form", "the form is not understood: " + std::string(why),
                      "Send application/x-www-form-urlencoded text in UTF-8.");
  };
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('&', begin), text.size());
    const auto pair = text.substr(begin, end - begin);
    begin = end + 1;
    if (pair.empty()) continue;
    if (result.size() == most_pairs) return wrong("too many fields");
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode_percent(pair.substr(0, equals), true);
    auto value = decode_percent(equals == pair.size() ? std::string_view() : pair.substr(equals + 1), true);
    if (!name || !value) return wrong("wrong percent-encoding, a control character or no UTF-8");
    result.emplace_back(std::move(*name), std::move(*value));
  }
  return result;
}

std::optional<HostName> parse_host(std::string_view text) {
  HostName result;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end < 3) return std::nullopt;
    result.name = core::lower(text.substr(1, end - 1));
    if (result.name.find_first_not_of("0123456789abcdef:.") != std::string::npos) return std::nullopt;
    const auto rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    if (!rest.empty()) port = rest.substr(1);
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    result.name = core::lower(text.substr(0, colon));
    if (result.name.ends_with('.')) result.name.pop_back();
    if (!std::ranges::all_of(result.name, is_host_character)) return std::nullopt;
    if (colon != text.size()) port = text.substr(colon + 1);
  }
  if (result.name.empty() || result.name.size() > 253 || port.size() > 5) return std::nullopt;
  if (port.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  result.port = port;
  return result;
}

std::optional<HostName> parse_origin(std::string_view text) {
  const bool tls = text.starts_with("https://");
  if (!tls && !text.starts_with("http://")) return std::nullopt;
  auto host = parse_host(text.substr(tls ? 8 : 7));
  if (host && host->port.empty()) host->port = tls ? "443" : "80";
  return host;
}

std::string media_type(std::string_view content_type) {
  return core::lower(core::trimmed(content_type.substr(0, content_type.find(';'))));
}

bool names_tag(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty()) return false;
  const auto strong = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
  if (core::trimmed(if_none_match) == "*") return true;
  for (std::size_t begin = 0; begin < if_none_match.size();) {
    const auto end = std::min(if_none_match.find(',', begin), if_none_match.size());
    if (strong(core::trimmed(if_none_match.substr(begin, end - begin))) == strong(etag)) return true;
    begin = end + 1;
  }
  return false;
}

std::optional<Bearer> parse_bearer(std::string_view authorization) {
  const auto space = std::min(authorization.find(' '), authorization.size());
  if (core::lower(authorization.substr(0, space)) != "bearer") return std::nullopt;
  const auto token = core::trimmed(authorization.substr(space));
  const auto dot = token.find('.');
  if (dot == std::string_view::npos || token.size() > 200) return Bearer{};
  const auto name = token.substr(0, dot);
  const auto secret = token.substr(dot + 1);
  if (name.empty() || secret.empty() || !std::ranges::all_of(name, is_token_character) ||
      !std::ranges::all_of(secret, is_token_character)) {
    return Bearer{};
  }
  return Bearer{std::string(name), std::string(secret)};
}

}  // namespace sluss::daemon::door
