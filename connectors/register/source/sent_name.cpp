#include "connectors/register/source/sent_name.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "core/url.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t name_bytes_most = 200;

/// The value that begins at `at`, which moves to its end: "quoted \"text\"", or up to a semicolon.
std::string value_at(std::string_view header, std::size_t& at) {
  if (at >= header.size() || header[at] != '"') {
    const auto end = std::min(header.find(';', at), header.size());
    const auto value = core::trimmed(header.substr(at, end - at));
    at = end;
    return std::string(value);
  }
  std::string value;
  for (++at; at < header.size() && header[at] != '"'; ++at) {
    if (header[at] == '\\' && at + 1 < header.size()) ++at;
    value += header[at];
  }
  at = std::min(header.find(';', at), header.size());
  return value;
}

std::map<std::string, std::string> parameters_of(std::string_view header) {
  std::map<std::string, std::string> parameters;
  for (auto at = header.find(';'); at < header.size();) {
    const auto equals = header.find('=', ++at);
    if (equals == std::string_view::npos) break;
    auto name = core::lower(core::trimmed(header.substr(at, equals - at)));
    at = equals + 1;
    while (at < header.size() && header[at] == ' ') ++at;
    parameters.emplace(std::move(name), value_at(header, at));
  }
  return parameters;
}

/// "UTF-8''tal%20%C3%A5.csv" (RFC 8187); letters of another set than UTF-8 are guessed from their bytes.
std::string extended(std::string_view value) {
  const auto first = value.find('\'');
  const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos) return {};
  return core::decoded(core::percent_decoded(value.substr(second + 1)));
}

}  // namespace

std::string plain_file_name(std::string_view text) {
  const auto name = core::one_line(core::decoded(text.substr(text.find_last_of("/\\") + 1)));
  const auto begin = name.find_first_not_of(" .");
  if (begin == std::string::npos) return {};
  return std::string(core::trimmed(core::cut(std::string_view(name).substr(begin), name_bytes_most)));
}

std::string name_of_disposition(std::string_view header) {
  const auto parameters = parameters_of(header);
  if (const auto found = parameters.find("filename*"); found != parameters.end()) {
    if (auto name = plain_file_name(extended(found->second)); !name.empty()) return name;
  }
  const auto found = parameters.find("filename");
  return found == parameters.end() ? std::string() : plain_file_name(found->second);
}

std::string name_of_address(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const auto slash = url.rfind('/');
  return slash == std::string_view::npos ? std::string()
                                         : plain_file_name(core::percent_decoded(url.substr(slash + 1)));
}

}  // namespace sluss::connectors::registers
