#include "connectors/register/html/shown_text.h"

#include <algorithm>
#include <array>

namespace sluss::connectors::registers::html {
namespace {

/// Begins and ends a line of its own.
bool is_block(std::string_view element) {
  constexpr auto blocks = std::to_array<std::string_view>(
      {"address", "article", "aside", "blockquote", "br", "center", "dd",      "div",   "dl", "dt",     "fieldset",
       "figure",  "footer",  "form",  "h1",         "h2", "h3",     "h4",      "h5",    "h6", "header", "hr",
       "li",      "main",    "nav",   "ol",         "p",  "pre",    "section", "table", "ul"});
  return std::ranges::binary_search(blocks, element);
}

}  // namespace

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

void ShownText::start(std::string_view element) {
  blank_ |= is_block(element);
  if (element == "pre") ++pre_;
}

void ShownText::end(std::string_view element) {
  blank_ |= is_block(element);
  if (element == "pre" && pre_ > 0) --pre_;
}

void ShownText::text(std::string_view part) {
  for (const char c : part) {
    if (pre_ == 0 && is_blank(c)) {
      blank_ = true;
      continue;
    }
    if (blank_ && !shown_.empty()) shown_.push_back(' ');
    blank_ = false;
    shown_.push_back(c);
  }
}

void ShownText::clear() {
  shown_.clear();
  blank_ = false;
  pre_ = 0;
}

bool is_unseen(std::string_view element) {
  constexpr auto unseen = std::to_array<std::string_view>({"head", "noscript", "script", "style", "template", "title"});
  return std::ranges::binary_search(unseen, element);
}

}  // namespace sluss::connectors::registers::html
