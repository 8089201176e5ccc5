#include "daemon/serve/pages/html.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <span>

#include "core/text.h"

namespace sluss::daemon::pages {
namespace {

constexpr std::array<std::string_view, 6> void_tags{"br", "hr", "img", "input", "link", "meta"};
/// Those within a line: the others end theirs, so that pages can be read and compared.
constexpr std::array<std::string_view, 11> inline_tags{"a",     "abbr", "b",        "br",     "code", "em",
                                                       "input", "span", "progress", "strong", "time"};

constexpr std::string_view replacement = "\uFFFD";

std::string_view entity_of(char32_t value) {
  switch (value) {
    case U'&':
      return "&amp;";
    case U'<':
      return "&lt;";
    case U'>':
      return "&gt;";
    case U'"':
      return "&quot;";
    case U'\'':
      return "&#39;";
    default:
      return {};
  }
}

/// Neither a control character nor one that turns the direction of what follows it.
bool shown_as_it_is(char32_t value) {
  if (value < 0x20) return value == U'\t' || value == U'\n';
  const bool control = value >= 0x7F && value < 0xA0;
  const bool turns = (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069);
  return !control && !turns && value != 0xFFFD && value != 0xFFFE && value != 0xFFFF;
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

bool needs_no_encoding(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (needs_no_encoding(c)) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '%';
    out += digits[octet >> 4U];
    out += digits[octet & 15U];
  }
  return out;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [value, length] = core::code_point_at(text, at);
    const auto piece = text.substr(at, length);
    at += length;
    if (const auto entity = entity_of(value); !entity.empty()) {
      out += entity;
    } else {
      out += shown_as_it_is(value) ? piece : replacement;
    }
  }
  return out;
}

std::string url(std::initializer_list<std::string_view> segments,
                const std::vector<std::pair<std::string, std::string>>& query) {
  std::string path;
  for (const auto segment : segments) path += "/" + encoded(segment);
  if (path.empty()) path = "/";
  char joiner = '?';
  for (const auto& [name, value] : query) {
    path += joiner + encoded(name) + "=" + encoded(value);
    joiner = '&';
  }
  return path;
}

Html Tag::make(std::string_view name, const Attributes& attributes, const Html& content) {
  Html made;
  auto& out = made.markup_;
  out.append("<").append(name);
  for (const auto& attribute : attributes) {
    out.append(" ").append(attribute.name);
    if (!attribute.value.empty() || attribute.name == "value" || attribute.name == "alt")
      out.append("=\"").append(escaped(attribute.value)).append("\"");
  }
  out += ">";
  const bool is_void = is_one_of(name, void_tags);
  assert(!is_void || content.empty());
  if (!is_void) out.append(content.markup_).append("</").append(name).append(">");
  if (!is_one_of(name, inline_tags)) out += "\n";
  return made;
}

Html Tag::doctype() {
  Html made;
  made.markup_ = "<!doctype html>\n";
  return made;
}

}  // namespace sluss::daemon::pages
