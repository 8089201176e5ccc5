#include "connectors/register/html/tag_scan.h"

#include <algorithm>

#include "connectors/register/html/shown_text.h"

namespace sluss::connectors::registers::html {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c == '.';
}

bool goes_on_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

void TagScan::see(std::uint64_t begin, std::string_view waiting) {
  if (begin != begin_ || seen_ == 0) *this = {};
  begin_ = begin;
  for (const char c : waiting.substr(std::min(waiting.size(), std::max<std::size_t>(seen_, 1)))) state_ = after(c);
  seen_ = waiting.size();
}

/// Between attributes; what begins no name is passed over to the next blank, whatever quotes it has.
TagScan::State TagScan::begun(char c) {
  if (is_blank(c)) return State::between;
  if (!begins_name(c)) return State::bogus;
  ++attributes_;
  return State::name;
}

TagScan::State TagScan::after(char c) {
  switch (state_) {
    case State::element:  // "=" after it begins no value
      return goes_on_name(c) ? State::element : begun(c);
    case State::between:
      return begun(c);
    case State::name:
      if (goes_on_name(c)) return State::name;
      if (is_blank(c)) return State::after_name;
      return c == '=' ? State::before_value : begun(c);
    case State::after_name:
      if (is_blank(c)) return State::after_name;
      return c == '=' ? State::before_value : begun(c);
    case State::before_value:
      if (is_blank(c)) return State::before_value;
      quote_ = c;
      return c == '"' || c == '\'' ? State::quoted : State::unquoted;
    case State::quoted:
      return c == quote_ ? State::between : State::quoted;
    case State::unquoted:
    case State::bogus:
      return is_blank(c) ? State::between : state_;
  }
  return State::bogus;
}

}  // namespace sluss::connectors::registers::html
