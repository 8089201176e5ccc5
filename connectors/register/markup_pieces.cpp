#include "connectors/register/markup_pieces.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <utility>

#include "connectors/register/put_letter.h"
#include "core/text.h"

namespace sluss::connectors::registers {
namespace {

constexpr std::size_t longest = 1 << 20;
constexpr std::size_t overlap = 64;  // bytes: no number of a person is longer
constexpr std::size_t longest_name = 64;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/// "#49;" and "#x31;", and the names of blanks; `rest` is what follows the "&". Bytes of it, 0: none is here.
std::size_t reference_at(std::string_view rest, char32_t& value) {
  constexpr std::size_t longest_reference = 12;
  const auto end = rest.substr(0, longest_reference).find(';');
  if (end == std::string_view::npos) return 0;
  auto body = rest.substr(0, end);
  for (const auto name : {"nbsp", "ensp", "emsp", "thinsp"}) {
    if (body == name) value = ' ';
    if (body == name) return end + 1;
  }
  if (body == "shy") {
    value = 0xAD;
    return end + 1;
  }
  if (!body.starts_with('#')) return 0;
  body.remove_prefix(1);
  const int base = body.starts_with('x') || body.starts_with('X') ? 16 : 10;
  if (base == 16) body.remove_prefix(1);
  std::uint32_t number = 0;
  const auto read = std::from_chars(body.data(), body.data() + body.size(), number, base);
  const bool whole = read.ec == std::errc() && read.ptr == body.data() + body.size() && !body.empty();
  if (!whole || number == 0 || number > 0x10FFFF || (number >= 0xD800 && number < 0xE000)) return 0;
  value = number;
  return end + 1;
}

std::string resolved(std::string_view piece) {
  std::string text;
  text.reserve(piece.size());
  for (std::size_t at = 0; at < piece.size();) {
    char32_t value = 0;
    const auto length = piece[at] == '&' ? reference_at(piece.substr(at + 1), value) : 0;
    if (length == 0) {
      text += piece[at++];
      continue;
    }
    append_letter(text, value);
    at += 1 + length;
  }
  return text;
}

}  // namespace

void MarkupPieces::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (c != '\0') take(c);
  }
}

void MarkupPieces::end() {
  const bool text = state_ == State::text || state_ == State::tag;
  if (state_ == State::name) return give_name();
  give(state_ == State::comment ? Kind::comment : text ? Kind::text : Kind::attribute);
  state_ = State::text;
}

void MarkupPieces::take(char c) {
  switch (state_) {
    case State::text:
      return take_text(c);
    case State::tag:
      name_.clear();
      dashes_ = 0;
      closing_ = c == '/';
      if (const bool may_begin = !raw_ || closing_; may_begin && (c == '!' || c == '?')) {
        give(Kind::text);
        state_ = State::declaration;
      } else if (may_begin && (c == '/' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')) {
        give(Kind::text);
        state_ = State::name;
        if (c != '/') {
          name_ += c;
          add(c);
        }
      } else {  // "<" is a sign like any other, as all of them are in a script
        state_ = State::text;
        add('<');
        take_text(c);
      }
      return;
    case State::name:
      return take_name(c);
    case State::attributes:
    case State::value:
      return take_attribute(c);
    case State::declaration:
      return take_declaration(c);
    case State::comment:
      return take_comment(c);
  }
}

void MarkupPieces::take_name(char c) {
  if (!is_blank(c) && c != '>' && c != '/') {
    if (c == ':') name_.clear();
    if (c != ':' && name_.size() < longest_name) name_ += c;
    return add(c);
  }
  give_name();
  element_ = core::lower(name_);
  raw_ = html_ && !closing_ && (element_ == "script" || element_ == "style");
  after_equals_ = false;
  slash_ = c == '/';
  state_ = c == '>' ? State::text : State::attributes;
  if (tag_) tag_(element_, closing_);
}

/// No element has the digits of a number in its name.
void MarkupPieces::give_name() {
  constexpr std::ptrdiff_t fewest_digits = 6;
  if (std::ranges::count_if(piece_, [](char c) { return c >= '0' && c <= '9'; }) >= fewest_digits)
    give(Kind::attribute);
  piece_.clear();
}

void MarkupPieces::take_declaration(char c) {
  if (c == '-' && ++dashes_ == 2) {
    state_ = State::comment;
    dashes_ = 0;
  } else if (c == '[') {  // CDATA is a text
    state_ = State::text;
  } else if (c == '>') {
    give(Kind::comment);
    state_ = State::text;
  } else if (c != '-') {
    dashes_ = -2;  // "<!a--" begins no comment
    add(c);
    doctype_ = doctype_ || piece_ == "DOCTYPE";
  }
}

void MarkupPieces::take_text(char c) {
  if (c != '<') return add(c);
  state_ = State::tag;
}

void MarkupPieces::take_attribute(char c) {
  if (state_ == State::value) {
    const bool ends = quote_ == '\0' ? is_blank(c) || c == '>' : c == quote_;
    if (!ends) return add(c);
    give(Kind::attribute);
    after_equals_ = false;
    state_ = quote_ == '\0' && c == '>' ? State::text : State::attributes;
    return;
  }
  const bool nothing_in_it = std::exchange(slash_, c == '/') && c == '>' && !closing_;
  if (c == '>') {
    give(Kind::attribute);
    state_ = State::text;
    if (nothing_in_it && tag_) tag_(element_, true);
  } else if (c == '=') {
    give(Kind::attribute);
    after_equals_ = true;
  } else if (after_equals_ && !is_blank(c)) {
    state_ = State::value;
    quote_ = c == '"' || c == '\'' ? c : '\0';
    if (quote_ == '\0') add(c);
  } else if (is_blank(c)) {
    give(Kind::attribute);
  } else {
    add(c);  // a name: of data-…, it may be one too
  }
}

void MarkupPieces::take_comment(char c) {
  const bool ends = c == '>' && dashes_ >= 2;
  dashes_ = c == '-' ? dashes_ + 1 : 0;
  // What is commented out may be a whole table: each of its texts is one.
  if (ends || c == '<' || c == '>' || c == '\n') {
    while (ends && piece_.ends_with('-')) piece_.pop_back();
    give(Kind::comment);
    if (ends) state_ = State::text;
    return;
  }
  add(c);
}

void MarkupPieces::add(char c) {
  piece_ += c;
  if (piece_.size() < longest) return;
  const auto rest = piece_.substr(piece_.size() - overlap);
  give(state_ == State::text ? Kind::text : state_ == State::comment ? Kind::comment : Kind::attribute);
  piece_ = rest;
}

void MarkupPieces::give(Kind kind) {
  // In fewer bytes there is no number of a person.
  constexpr std::size_t shortest = 7;
  if (piece_.size() >= shortest) see_(kind, element_, piece_.contains('&') ? resolved(piece_) : piece_);
  piece_.clear();
}

}  // namespace sluss::connectors::registers
