#include "connectors/register/html/shown_text.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace sluss::connectors::registers::html {
namespace {

/// Begins and ends a line of its own.
bool is_block(std::string_view element) {
  constexpr auto blocks = std::to_array<std::string_view>(
      {"address", "article", "aside", "blockquote", "br",     "center", "dd",  "div",     "dl",    "dt",     "fieldset",
       "figure",  "footer",  "form",  "h1",         "h2",     "h3",     "h4",  "h5",      "h6",    "header", "hr",
       "li",      "main",    "nav",   "ol",         "option", "p",      "pre", "section", "table", "ul"});
  return std::ranges::binary_search(blocks, element);
}

/// A note, an exponent, or what another number has replaced: never digits of the number beside it.
bool stands_apart(std::string_view element) {
  constexpr auto apart = std::to_array<std::string_view>({"del", "ins", "s", "strike", "sub", "sup"});
  return std::ranges::binary_search(apart, element);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_hidden(const Attributes& attributes) {
  if (attributes.get("hidden")) return true;
  auto style = core::lower(attributes.get("style").value_or(""));
  std::erase_if(style, is_blank);
  return style.contains("display:none") || style.contains("visibility:hidden");
}

void ShownText::start(std::string_view element, const Attributes& attributes) {
  if (hidden_ > 0 || is_hidden(attributes)) ++hidden_;
  apart_ |= stands_apart(element);
  edge(element);
  if (element == "pre") ++pre_;
}

void ShownText::end(std::string_view element) {
  apart_ |= stands_apart(element);
  edge(element);
  if (hidden_ > 0) --hidden_;
  if (element == "pre" && pre_ > 0) --pre_;
}

void ShownText::edge(std::string_view element) {
  if (!is_block(element)) return;
  blank_ = true;
  broken_ |= hidden_ == 0;
}

void ShownText::text(std::string_view part) {
  if (hidden_ > 0) return;
  for (const char c : part) {
    if (pre_ == 0 && is_blank(c)) {
      blank_ = true;
      continue;
    }
    const bool digits_meet = is_digit(c) && !shown_.empty() && is_digit(shown_.back());
    if (blank_ && !shown_.empty()) shown_.push_back(broken_ && digits_meet ? '\n' : ' ');
    if (apart_ && digits_meet) shown_.push_back('^');
    blank_ = apart_ = broken_ = false;
    shown_.push_back(c);
  }
}

void ShownText::clear() {
  *this = {};
}

bool is_unseen(std::string_view element) {
  constexpr auto unseen = std::to_array<std::string_view>({"head", "noscript", "script", "style", "template", "title"});
  return std::ranges::binary_search(unseen, element);
}

}  // namespace sluss::connectors::registers::html
