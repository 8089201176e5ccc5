#pragma once
// 64 kinds of bytes that pass for a text: eight texts, each broken in eight ways. tests/tools/broken_text.py
// makes the same, its large ones always of a megabyte.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "tests/tools/whole.h"

namespace sluss::tests {

namespace impl {

/// One byte a letter, as ISO-8859-1; what it does not have becomes any byte.
inline std::string narrowed(std::string_view text, std::string_view before) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = core::letter_at(text, at);
    unsigned point = static_cast<unsigned char>(text[at]) & (length == 1 ? 0x7FU : 0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) point = (point << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    out += static_cast<char>(point & 0xFFU);
    if (!before.empty()) out += static_cast<char>((point >> 8U) & 0xFFU);  // UTF-16LE
    at += length;
  }
  return std::string(before) + out;
}

inline std::string large(std::string_view text) {
  const auto octets = large_text();
  std::string out;
  while (out.size() < octets) out += text;
  out.pop_back();
  return out;
}

}  // namespace impl

inline std::vector<std::string> broken_texts() {
  constexpr std::array<std::string_view, 8> texts = {
      "Kostnad äldreomsorg å", "ÅÄÖåäö", "kr/invånare €", "Größe ß", "日本語", "кириллица", "😀 läge 😀", "e\u0301 ñ"};
  std::vector<std::string> out;
  for (const auto text : texts) {
    const std::string whole(text);
    const auto middle = whole.size() / 2;
    out.push_back(whole.substr(0, whole.size() - 1));                               // a letter cut off
    out.push_back(whole.substr(whole.size() - 1) + whole);                          // begins with a letter's rest
    out.push_back(impl::narrowed(whole, ""));                                       // ISO-8859-1
    out.push_back(impl::narrowed(whole, "\xFF\xFE"));                               // UTF-16
    out.push_back(whole.substr(0, middle) + std::string(1, '\0') + whole);          // NUL, maybe amid a letter
    out.push_back("\xED\xA0\x80" + whole + "\xC0\xAF\xF5\x80\x80\x80");             // surrogate, overlong, too high
    out.push_back(whole + "\x1b[31m\r\n{\"\\u0000\xFF" + whole.substr(0, middle));  // control, quotes, no byte of UTF-8
    out.push_back(impl::large(whole));                                              // large, cut
  }
  return out;
}

}  // namespace sluss::tests
